package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What was put into a pipe and has not arrived, in order: nothing overtakes. The pipe guards it. */
final class UnderWay {
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private int bytes;
    private Mark arrived = Mark.NONE;

    private static final class Segment {
        final int count;
        final Mark mark;
        final long due;

        final long heldUntil;

        @Nullable
        Fault holder;

        Segment(int count, Mark mark, long due, @Nullable Fault holder, long heldUntil) {
            this.count = count;
            this.mark = mark;
            this.due = due;
            this.holder = holder;
            this.heldUntil = heldUntil;
        }

        boolean hasArrived(long now) {
            boolean held = holder != null && (heldUntil == Waiter.NEVER || heldUntil - now > 0);
            return !held && now - due >= 0;
        }
    }

    void add(int count, Mark mark, long due, @Nullable Fault holder, long heldUntil) {
        segments.addLast(new Segment(count, mark, due, holder, heldUntil));
        bytes += count;
    }

    /** Lets go on what {@code fault} holds. */
    void release(Fault fault) {
        for (Segment segment : segments) {
            if (segment.holder == fault) {
                segment.holder = null;
            }
        }
    }

    /** Lets arrive what is due. */
    void arrive(long now) {
        Segment first = segments.peekFirst();
        while (first != null && first.hasArrived(now)) {
            segments.removeFirst();
            bytes -= first.count;
            arrived = first.mark;
            first = segments.peekFirst();
        }
    }

    /** When the last that was added is due; {@code now} if there is none. */
    long last(long now) {
        Segment last = segments.peekLast();
        return last == null ? now : last.due;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** The bytes that have not arrived. */
    int bytes() {
        return bytes;
    }

    /** The mark that has arrived: always the last of all. */
    Mark arrived() {
        return arrived;
    }
}
