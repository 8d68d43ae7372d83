package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes that are given up: where their time-outs come from, what becomes of their buffers, and interrupts that were
 * there before.
 */
final class GivenUpWriteChecks {
    private static final int MARGIN = 7;

    private static final int SIZE = 50_000;

    private GivenUpWriteChecks() {}

    /** A flow that is soon full, and whose options have the time-out. */
    private static FlowOptions small(Trial trial) {
        return trial.options()
                .bufferSize(8192)
                .windowSize(1 << 16)
                .writeTimeout(trial.moment().dividedBy(2));
    }

    /** For W12. */
    static void givenUp(Trial trial) throws Exception {
        for (WriteCall call : trial.cases(List.of(WriteCall.values()))) {
            for (Direction direction : Direction.each(trial, small(trial))) {
                trial.start(call + " until its time is up", () -> untilTimedOut(trial, direction, call))
                        .join();
                trial.launch("read", direction::catchUp).join();
            }
        }
        for (Direction direction : Direction.each(trial)) {
            if (!TurnChecks.isElsewhere(direction.writer())) {
                interruptedBefore(trial, direction);
            }
        }
    }

    private static long untilTimedOut(Trial trial, Direction direction, WriteCall call) throws IOException {
        while (direction.written() < Flood.LIMIT) {
            List<ByteBuffer> srcs = new ArrayList<>();
            for (int i = 0; i < (call == WriteCall.WRITE ? 1 : 4); i++) {
                srcs.add(framed(direction.next((i + 1) * SIZE).slice(i * SIZE, SIZE)));
            }
            try {
                if (call == WriteCall.WRITE) {
                    direction.writer().write(srcs.getFirst());
                } else {
                    direction.writer().writev(srcs);
                }
            } catch (FlowTimeoutException e) {
                positionsTell(trial, srcs, e.bytes());
                FailureChecks.names(trial, e, "write", direction.writer().remoteAddress());
                return e.bytes();
            } finally {
                srcs.forEach(src -> direction.accepted(src.position() - MARGIN));
            }
        }
        throw new AssertionError(Flood.LIMIT + " bytes were accepted though the peer did not read");
    }

    /** The bytes in the middle of a buffer. */
    private static ByteBuffer framed(ByteBuffer bytes) {
        int size = bytes.remaining();
        ByteBuffer src = ByteBuffer.allocate(size + 2 * MARGIN).position(MARGIN);
        return src.put(bytes).flip().position(MARGIN);
    }

    /**
     * What was accepted is a beginning of all: whole buffers, a part of one, and nothing of the others. Limits stay.
     */
    private static void positionsTell(Trial trial, List<ByteBuffer> srcs, long accepted) {
        long left = accepted;
        for (int i = 0; i < srcs.size(); i++) {
            ByteBuffer src = srcs.get(i);
            trial.check(
                    src.limit() == MARGIN + SIZE,
                    "a write that was given up left the limit of buffer %d at %d, which was %d",
                    i,
                    src.limit(),
                    MARGIN + SIZE);
            long due = Math.clamp(left, 0, SIZE);
            trial.check(
                    src.position() == MARGIN + due,
                    "%d bytes were accepted, so %d of buffer %d; its position tells of %d",
                    accepted,
                    due,
                    i,
                    src.position() - MARGIN);
            left -= due;
        }
    }

    /** With room in the buffer a write need not wait, so that it does not look at the status; without, it throws. */
    private static void interruptedBefore(Trial trial, Direction direction) throws Exception {
        for (WriteCall call : WriteCall.values()) {
            trial.launch(call + " of an interrupted thread", () -> {
                        Thread.currentThread().interrupt();
                        ByteBuffer src = direction.next(10);
                        try {
                            call.to(direction.writer(), src);
                        } finally {
                            direction.accepted(src.position());
                        }
                        stillSet(trial, call);
                    })
                    .join();
            direction.catchUp();
        }
        Flow writer = direction.writer();
        for (WriteCall call : WriteCall.values()) {
            Task<Boolean> write = trial.launch(call + " of much by an interrupted thread", () -> {
                Thread.currentThread().interrupt();
                long accepted = 0;
                try {
                    while (accepted < Flood.LIMIT) {
                        ByteBuffer src = ByteBuffer.allocate(1 << 20);
                        call.to(writer, src);
                        accepted += src.position();
                    }
                    trial.fail(accepted + " bytes were accepted though the peer did not read");
                } catch (InterruptedIOException e) {
                    stillSet(trial, call);
                }
            });
            write.join();
        }
    }

    private static void stillSet(Trial trial, WriteCall call) {
        trial.check(
                Thread.currentThread().isInterrupted(), "%s lost the interrupt status that was set before it", call);
    }
}
