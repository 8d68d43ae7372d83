package io.hvflow.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One direction of a connection as its two ends use it: a pipe, and the rules that may interfere. */
final class Wire {
    private final Connection connection;
    private final Partition from;
    private final Partition to;
    private final Pipe pipe;
    // The lengths of the writes that were judged, and their sum. Only the writer uses them.
    private final ArrayDeque<Integer> pieces = new ArrayDeque<>(0);
    private long pieceBytes;

    Wire(Connection connection, Partition from, Partition to, Pipe pipe) {
        this.connection = connection;
        this.from = from;
        this.to = to;
        this.pipe = pipe;
    }

    Pipe pipe() {
        return pipe;
    }

    /** As {@link Pipe#take}. */
    int read(ByteBuffer dst) {
        return connection.undisturbed() ? pipe.take(dst, Integer.MAX_VALUE) : judgedRead(dst);
    }

    /** As {@link Pipe#put}. */
    int write(ByteBuffer src) {
        return connection.undisturbed() ? pipe.put(src, src.remaining(), null) : judgedWrite(src);
    }

    /** The writer ends the stream in good order. */
    void end() {
        if (connection.undisturbed()) {
            pipe.finish(Mark.END, null);
            return;
        }
        Wire back = connection.other(this);
        Event event = new Event.End(
                from, to, pipe.writableSpan().offset(), back.pipe().unread());
        Ruling ruling = connection.judge(event);
        switch (Ruling.verdictOf(ruling)) {
            case Verdict.Pass pass -> finish();
            case Verdict.Drop drop -> {}
            case Verdict.Close close -> {
                finish();
                back.pipe().stop();
            }
            case Verdict.EndOther early -> {
                finish();
                back.pipe().endEarly();
            }
            default -> throw Ruling.notUnderstood(event, ruling);
        }
    }

    /** The writer's socket is freed. */
    void close() {
        Pipe back = connection.other(this).pipe();
        Event event = connection.undisturbed() ? null : new Event.Close(from, to, back.unread());
        Ruling ruling = event == null ? null : connection.judge(event);
        switch (Ruling.verdictOf(ruling)) {
            case Verdict.Pass pass -> end(back);
            case Verdict.Drop drop -> {}
            case Verdict.Lose lose -> {
                pipe.lose(lose.most());
                end(back);
            }
            case Verdict.Reset reset -> connection.reset();
            case Verdict.Crash crash -> {
                end(back);
                connection.crashGuest();
            }
            default -> throw Ruling.notUnderstood(Objects.requireNonNull(event), ruling);
        }
    }

    private void end(Pipe back) {
        back.stop();
        finish();
    }

    /** The reader wants no more. */
    void stop() {
        Event event = new Event.Stop(to, from);
        Ruling ruling = connection.undisturbed() ? null : connection.judge(event);
        switch (Ruling.verdictOf(ruling)) {
            case Verdict.Pass pass -> pipe.stop();
            case Verdict.Drop drop -> {}
            default -> throw Ruling.notUnderstood(event, ruling);
        }
    }

    private void finish() {
        Departing way = connection.undisturbed()
                ? Departing.AT_ONCE
                : departing(pipe.writableSpan().offset(), 0);
        if (!way.lost()) {
            pipe.finish(Mark.END, way.passage());
        }
    }

    /**
     * How something sets out.
     *
     * @param lost it never arrives
     * @param passage else how it travels; null if it arrives at once
     */
    private record Departing(boolean lost, @Nullable Passage passage) {
        static final Departing AT_ONCE = new Departing(false, null);
    }

    private int judgedRead(ByteBuffer dst) {
        Pipe.Span there = pipe.readableSpan();
        int most = Math.min(there.bytes(), dst.remaining());
        if (most == 0) {
            return pipe.take(dst, 0);
        }
        Event event = new Event.Read(from, to, there.offset(), most);
        Ruling ruling = connection.judge(event);
        if (ruling == null) {
            return pipe.take(dst, most);
        }
        return switch (ruling.verdict()) {
            case Verdict.AtMost short_ -> pipe.take(dst, Math.min(most, short_.bytes()));
            case Verdict.Reset reset -> {
                int taken = reset.after() == 0 ? Pipe.BROKEN : pipe.take(dst, Math.min(most, reset.after()));
                connection.reset();
                yield taken;
            }
            default -> throw ruling.misunderstood(event);
        };
    }

    private int judgedWrite(ByteBuffer src) {
        // There is one writer: the window can only grow until the bytes are put.
        Pipe.Span free = pipe.writableSpan();
        int most = Math.min(free.bytes(), src.remaining());
        if (most == 0) {
            return pipe.put(src, 0, null);
        }
        Event event = new Event.Write(from, to, free.offset(), most, pieces());
        Ruling ruling = connection.judge(event);
        if (ruling == null) {
            return depart(src, free.offset(), most);
        }
        return switch (ruling.verdict()) {
            case Verdict.AtMost short_ -> depart(src, free.offset(), Math.min(most, short_.bytes()));
            case Verdict.Reset reset -> {
                int passed = Math.min(most, reset.after());
                int put = passed == 0 ? Pipe.BROKEN : depart(src, free.offset(), passed);
                connection.breakBehind(this);
                yield put;
            }
            case Verdict.Drop drop -> pipe.swallow(src, most);
            default -> throw ruling.misunderstood(event);
        };
    }

    private int pieces() {
        int queued = pipe.queued();
        while (!pieces.isEmpty() && pieceBytes - pieces.peekFirst() >= queued) {
            pieceBytes -= pieces.removeFirst();
        }
        return pieces.size();
    }

    private int depart(ByteBuffer src, long offset, int count) {
        Departing way = departing(offset, count);
        if (way.lost()) {
            return pipe.swallow(src, count);
        }
        pieces.addLast(count);
        pieceBytes += count;
        return pipe.put(src, count, way.passage());
    }

    private Departing departing(long offset, int count) {
        Event event = new Event.Departure(from, to, offset, count);
        Ruling ruling = connection.judge(event);
        if (ruling == null) {
            return Departing.AT_ONCE;
        }
        return switch (ruling.verdict()) {
            case Verdict.Drop drop -> new Departing(true, null);
            case Verdict.Delay delay -> new Departing(false, Passage.after(delay.time()));
            case Verdict.Pace pace -> new Departing(false, Passage.behind(pace.time()));
            case Verdict.Hold hold -> new Departing(false, Passage.heldBy(ruling.fault()));
            default -> throw ruling.misunderstood(event);
        };
    }
}
