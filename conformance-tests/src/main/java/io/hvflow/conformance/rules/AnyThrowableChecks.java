package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Holdings;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.internal.Transfers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls and callbacks in which something is thrown that is no {@code IOException}. */
final class AnyThrowableChecks {
    private static final int AMOUNT = 200_000;

    /** At which of the sends and receives of a pair something is thrown. */
    private static final List<Integer> MOMENTS = List.of(1, 2, 3, 5, 9, 17);

    private AnyThrowableChecks() {}

    static List<Rule> rules() {
        return List.of(Rule.of("C13", AnyThrowableChecks::worksOrFails)
                .onBothThreadKinds()
                .aloneInProcess()
                .aboutReal("descriptors and threads"));
    }

    /** What is thrown. */
    private enum Thrown {
        UNCHECKED {
            @Override
            void now() {
                throw new IllegalStateException("as planned");
            }
        },
        NO_MEMORY {
            @Override
            void now() {
                throw new OutOfMemoryError("as planned");
            }
        };

        abstract void now();
    }

    private static void worksOrFails(Trial trial) throws Exception {
        Direction bystander = Direction.there(trial, trial.open());
        if (TurnChecks.isElsewhere(bystander.reader())) {
            trial.notApplicable(
                    "the calls of this target's far ends are made by an agent, in which nothing can be thrown from here");
        }
        beside(bystander, trial);
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        // Whatever thread it is thrown in, the process's own handler must not make it worse.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            throw new IllegalStateException("a handler that throws", e);
        });
        Holdings before;
        try {
            fail(trial, Thrown.UNCHECKED, 1); // what a backend makes once is there after this
            badBuffer(trial);
            before = trial.holdings();
            for (Thrown thrown : Thrown.values()) {
                for (int moment : MOMENTS) {
                    fail(trial, thrown, moment);
                    beside(bystander, trial);
                }
            }
            badBuffer(trial);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
        before.awaitNoMore(trial);
        beside(bystander, trial);
    }

    /** Another flow is not touched. */
    private static void beside(Direction bystander, Trial trial) throws Exception {
        bystander.write(1000);
        trial.launch("read of another flow", bystander::catchUp).join();
    }

    private static FlowOptions options(Trial trial) {
        return trial.options().bufferSize(8192).windowSize(1 << 14);
    }

    /** Has the one who watches sends and receives throw, in whichever thread that is; then uses the pair on. */
    private static void fail(Trial trial, Thrown thrown, int moment) throws Exception {
        AtomicInteger transfers = new AtomicInteger();
        FlowPair pair = Transfers.watch(
                (sent, offered, moved) -> {
                    if (transfers.incrementAndGet() == moment) {
                        thrown.now();
                    }
                },
                () -> trial.open(options(trial)));
        Direction direction = moment % 2 == 0 ? Direction.there(trial, pair) : Direction.back(trial, pair);
        Task<Boolean> read = trial.launch("read", () -> readOn(direction));
        trial.launch("write", () -> writeOn(direction)).join();
        close(trial, direction.writer());
        read.join();
        close(trial, direction.reader());
        if (transfers.get() == 0) {
            trial.notApplicable("single sends and receives of this target's flows are not to be seen");
        }
    }

    /** A call that met what was thrown may throw it; the next one works, or fails typed. */
    private static void writeOn(Direction direction) {
        int thrown = 0;
        while (direction.written() < AMOUNT) {
            try {
                direction.write(10_000);
            } catch (IOException e) {
                return;
            } catch (RuntimeException | Error e) {
                once(++thrown, "a write", e);
            }
        }
    }

    private static void readOn(Direction direction) {
        int thrown = 0;
        while (true) {
            try {
                if (direction.readSome(5000) == -1) {
                    return;
                }
            } catch (IOException e) {
                return;
            } catch (AssertionError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                once(++thrown, "a read", e);
            }
        }
    }

    private static void once(int thrown, String what, Throwable e) {
        if (thrown > 1) {
            throw new AssertionError(
                    what + " after the one that failed failed too, and not with an IOException: " + e, e);
        }
    }

    private static void close(Trial trial, Flow flow) throws Exception {
        trial.launch("close", () -> {
                    try {
                        flow.close();
                    } catch (IOException e) {
                        // Something may be lost, and it says so.
                    } catch (RuntimeException | Error e) {
                        throw new AssertionError("close failed, and not with an IOException: " + e, e);
                    }
                })
                .join();
    }

    /** A flow that met a buffer that fails is closed as others are. */
    private static void badBuffer(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, options(trial))) {
            ByteBuffer bad;
            try (Arena arena = Arena.ofShared()) {
                bad = arena.allocate(1000).asByteBuffer();
            }
            direction.write(1000);
            for (Action call : List.<Action>of(
                    () -> direction.writer().write(bad.clear()),
                    () -> direction.writer().writev(List.of(bad.clear(), ByteBuffer.allocate(10))),
                    () -> direction.reader().read(bad.clear()),
                    () -> direction.reader().readInto(bad.clear()))) {
                try {
                    call.run();
                    throw new AssertionError("a call with a buffer that is gone succeeded");
                } catch (RuntimeException | IOException e) {
                    // As it should.
                }
            }
            direction.write(1000);
            trial.launch("read", direction::catchUp).join();
            Task<Boolean> close = trial.launch("close", () -> direction.writer().close());
            close(trial, direction.reader());
            close.join();
        }
    }
}
