package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Hang;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes that fail, and writes that are given up. */
final class FailedWriteChecks {
    private FailedWriteChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("W8", FailedWriteChecks::blockedIsReleased).onBothThreadKinds(),
                Rule.of("W9", FailedWriteChecks::peerHasClosed),
                Rule.of("W10", FailedWriteChecks::errorIsFinal),
                Rule.of("W12", FailedWriteChecks::givenUp).onBothThreadKinds());
    }

    /** A flow that is soon full. */
    private static FlowOptions small(Trial trial) {
        return trial.options().bufferSize(8192).windowSize(1 << 16);
    }

    /** What makes a blocked writer's wait futile. */
    private enum Cause {
        PEER_ABORTS {
            @Override
            void happen(Direction direction) {
                direction.reader().abort();
            }
        },
        PEER_CLOSES {
            @Override
            void happen(Direction direction) throws IOException {
                direction.reader().close();
            }
        },
        OWN_ABORT {
            @Override
            void happen(Direction direction) {
                direction.writer().abort();
            }
        },
        OWN_CLOSE {
            @Override
            void happen(Direction direction) throws IOException {
                direction.writer().close();
            }
        };

        abstract void happen(Direction direction) throws IOException;
    }

    private static void blockedIsReleased(Trial trial) throws Exception {
        record Case(Cause cause, Direction direction, Flood flood) {}
        List<Case> cases = new ArrayList<>();
        // While the peer closes, the writer goes on: not for long.
        FlowOptions options = small(trial).closeTimeout(Duration.ofMillis(5));
        for (Cause cause : Cause.values()) {
            for (Direction direction : Direction.each(trial, options)) {
                cases.add(new Case(cause, direction, Flood.start(trial, direction, 1000)));
            }
        }
        for (Case each : cases) {
            each.flood().awaitFull();
            // In a task: a close that waits longer than it should is not this rule's matter.
            trial.launch(each.cause().toString(), () -> each.cause().happen(each.direction()));
        }
        for (Case each : cases) {
            IOException e = each.flood().failure();
            trial.check(!(e instanceof FlowTimeoutException), "%s: the blocked writer failed with %s", each.cause(), e);
        }
    }

    private static void peerHasClosed(Trial trial) throws Exception {
        for (WriteCall call : WriteCall.values()) {
            for (Direction direction : Direction.each(trial, trial.options().closeTimeout(Duration.ZERO))) {
                Flow peer = direction.reader();
                trial.launch("close", peer::close).join();
                IOException e = writeUntilFailure(trial, direction.writer(), call);
                trial.check(
                        e instanceof FlowClosedException,
                        "the peer has closed; %s was to fail with FlowClosedException but failed with %s",
                        call,
                        e);
                if (e instanceof FlowClosedException closed) {
                    FailureChecks.names(
                            trial, closed, "write", direction.writer().remoteAddress());
                }
            }
        }
    }

    /** Writes single bytes until that fails, which it must within the trial's patience. */
    static IOException writeUntilFailure(Trial trial, Flow writer, WriteCall call) throws Exception {
        return trial.start("write until failure", () -> {
                    long start = trial.nanoTime();
                    while (trial.nanoTime() - start < trial.patience().toNanos()) {
                        try {
                            call.to(writer, ByteBuffer.allocate(1));
                        } catch (IOException e) {
                            return e;
                        }
                        trial.pause(Duration.ofNanos(100_000)); // the transport needs its time to know
                    }
                    throw new Hang("writes to a peer that is gone still succeed");
                })
                .join();
    }

    private static void errorIsFinal(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, trial.options().closeTimeout(Duration.ZERO))) {
            Flow peer = direction.reader();
            trial.launch("close", peer::close).join();
            failForGood(trial, direction.writer());
        }
        for (Direction direction : Direction.each(trial)) {
            direction.reader().abort();
            failForGood(trial, direction.writer());
        }
        for (Direction direction : Direction.each(trial)) {
            direction.writer().abort();
            failForGood(trial, direction.writer());
        }
        // An error that met a writer who was blocked.
        for (Direction direction : Direction.each(trial, small(trial))) {
            Flood flood = Flood.start(trial, direction, 1000);
            flood.awaitFull();
            direction.reader().abort();
            flood.failure();
            failForGood(trial, direction.writer());
        }
    }

    private static void failForGood(Trial trial, Flow writer) throws Exception {
        writeUntilFailure(trial, writer, WriteCall.WRITE);
        for (int round = 0; round < 5; round++) {
            for (WriteCall call : WriteCall.values()) {
                Task<Boolean> write = trial.launch("later write", () -> call.to(writer, ByteBuffer.allocate(10)));
                trial.expect(IOException.class, call + " after a write error", write::join);
            }
        }
    }

    private static void givenUp(Trial trial) throws Exception {
        for (WriteCall call : WriteCall.values()) {
            for (Direction direction : Direction.each(trial, small(trial))) {
                Flow writer = direction.writer();
                writer.setWriteTimeout(trial.moment());
                Refusal refusal = trial.start("write that times out", () -> writeUntilRefused(direction, call))
                        .join();
                trial.check(
                        refusal.failure() instanceof FlowTimeoutException,
                        "%s was to time out but failed with %s",
                        call,
                        refusal.failure());
                arrives(trial, direction, refusal);
            }
            for (Direction direction : Direction.each(trial, small(trial))) {
                Task<Refusal> write = trial.start("write to interrupt", () -> {
                    Refusal refusal = writeUntilRefused(direction, call);
                    trial.check(Thread.currentThread().isInterrupted(), "%s lost the interrupt status", call);
                    return refusal;
                });
                write.awaitBlocked();
                write.interrupt();
                Refusal refusal = write.join();
                trial.check(
                        refusal.failure() instanceof InterruptedIOException,
                        "%s while interrupted failed with %s",
                        call,
                        refusal.failure());
                arrives(trial, direction, refusal);
            }
        }
        GivenUpWriteChecks.givenUp(trial);
    }

    /** A write that failed: how, how far its source had got, and how far the exception says it had. */
    private record Refusal(IOException failure, long position) {

        long told() {
            return switch (failure) {
                case FlowTimeoutException e -> e.bytes();
                case InterruptedIOException e -> e.bytesTransferred;
                default -> position;
            };
        }
    }

    private static Refusal writeUntilRefused(Direction direction, WriteCall call) {
        while (direction.written() < Flood.LIMIT) {
            ByteBuffer src = direction.next(100_000);
            try {
                call.to(direction.writer(), src);
            } catch (IOException e) {
                return new Refusal(e, src.position());
            } finally {
                direction.accepted(src.position());
            }
        }
        throw new AssertionError(Flood.LIMIT + " bytes were accepted though the peer did not read");
    }

    /** What was accepted arrives and nothing beyond it, and the flow goes on. */
    private static void arrives(Trial trial, Direction direction, Refusal refusal) throws Exception {
        trial.check(
                refusal.told() == refusal.position(),
                "the exception tells of %d accepted bytes, the source's position of %d",
                refusal.told(),
                refusal.position());
        trial.launch("read", direction::catchUp).join();
        Task<Integer> beyond = trial.start("read beyond", () -> direction.readSome(100));
        beyond.awaitBlocked();
        trial.stays("nothing beyond what was accepted arrives", () -> !beyond.isDone());
        direction.writer().setWriteTimeout(FlowOptions.FOREVER);
        direction.write(1);
        trial.check(beyond.join() == 1, "one byte came as %d", beyond.join());
    }
}
