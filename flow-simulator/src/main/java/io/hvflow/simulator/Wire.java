package io.hvflow.simulator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One direction of a connection as its two ends use it: a pipe, and the rules that may interfere. */
final class Wire {
    private final Connection connection;
    private final Partition from;
    private final Partition to;
    private final Pipe pipe;

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
    void finish() {
        pipe.finish(
                Mark.END,
                connection.undisturbed() ? null : passage(pipe.writableSpan().offset(), 0));
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
        Event event = new Event.Write(from, to, free.offset(), most);
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
            default -> throw ruling.misunderstood(event);
        };
    }

    private int depart(ByteBuffer src, long offset, int count) {
        return pipe.put(src, count, passage(offset, count));
    }

    private @Nullable Passage passage(long offset, int count) {
        Event event = new Event.Departure(from, to, offset, count);
        Ruling ruling = connection.judge(event);
        if (ruling == null) {
            return null;
        }
        return switch (ruling.verdict()) {
            case Verdict.Delay delay -> new Passage(delay.time().toNanos(), null);
            case Verdict.Hold hold -> new Passage(0, ruling.fault());
            default -> throw ruling.misunderstood(event);
        };
    }
}
