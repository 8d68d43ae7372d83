package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A close while other things go on: bytes both ways, other calls at the same moment, an interrupt. */
final class CrowdedCloseChecks {
    /** For C12: short, since many rounds wait for it. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(5);

    /** How many pairs race at the same time, and how often at most. */
    private static final int PAIRS = 4;

    private static final int ROUNDS = 100;

    private static final Duration RACING = Duration.ofMillis(600);

    private CrowdedCloseChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("C11", CrowdedCloseChecks::readsWhileItHandsOver).onBothThreadKinds(),
                Rule.of("C12", CrowdedCloseChecks::endsWhateverHappens).onBothThreadKinds(),
                Rule.of("C14", CrowdedCloseChecks::interruptStatusStays).onBothThreadKinds());
    }

    // C11

    private static void readsWhileItHandsOver(Trial trial) throws Exception {
        FlowOptions options = ClosingRules.patient(trial).bufferSize(1 << 16).windowSize(1 << 16);
        for (Direction direction : Direction.each(trial, options)) {
            closeToAnEcho(trial, direction);
        }
        for (Direction direction : Direction.each(trial, options)) {
            closeToAPeerThatWritesFirst(trial, direction);
        }
    }

    /** Both directions are full, and the echo reads on as soon as somebody takes what it wrote. */
    private static void closeToAnEcho(Trial trial, Direction direction) throws Exception {
        Flow closing = direction.writer();
        Flow peer = direction.reader();
        AtomicLong echoed = new AtomicLong();
        Task<Boolean> echo = trial.launch("echo", () -> {
            ByteBuffer bytes = ByteBuffer.allocate(1000);
            while (peer.read(bytes.clear()) != -1) {
                direction.received(bytes.flip());
                try {
                    peer.write(bytes);
                    echoed.addAndGet(bytes.limit());
                } catch (FlowException e) {
                    // What comes after close began may also be refused; what was accepted is still to be read.
                }
            }
            peer.close();
        });
        closing.setWriteTimeout(trial.moment().multipliedBy(4));
        trial.start("write until both directions are full", () -> fill(direction))
                .join();
        Task<Boolean> close = trial.launch("close", closing::close);
        echo.join();
        close.join();
        trial.check(
                direction.received() == direction.written(),
                "%d bytes were accepted before close, but a peer that echoes read %d and then the end",
                direction.written(),
                direction.received());
    }

    /** Writes until that times out. */
    private static long fill(Direction direction) throws IOException {
        try {
            while (direction.written() < Flood.LIMIT) {
                direction.write(10_000);
            }
        } catch (FlowTimeoutException e) {
            return direction.written();
        }
        throw new AssertionError(Flood.LIMIT + " bytes were accepted of a writer that does not read what is echoed");
    }

    private static void closeToAPeerThatWritesFirst(Trial trial, Direction direction) throws Exception {
        Flow closing = direction.writer();
        Flow peer = direction.reader();
        Task<Boolean> write = trial.launch("peer writes much", () -> {
            try {
                for (int i = 0; i < 16; i++) {
                    peer.write(ByteBuffer.allocate(WritingRules.LARGE / 4));
                }
            } catch (FlowException e) {
                // As above.
            }
        });
        write.awaitBlocked();
        direction.write(1 << 16);
        Task<Boolean> close = trial.launch("close", closing::close);
        write.join();
        trial.launch("peer reads", direction::readToEnd).join();
        trial.launch("peer's close", peer::close).join();
        close.join();
    }

    // C12

    /** What happens at the moment of a close, to a flow with a writer that is blocked. */
    private enum Event {
        ABORT {
            @Override
            void happen(Direction pair, Task<?> blocked) {
                pair.writer().abort();
            }
        },
        SHUTDOWN_WRITE {
            @Override
            void happen(Direction pair, Task<?> blocked) throws IOException {
                pair.writer().shutdownWrite();
            }
        },
        SHUTDOWN_BOTH {
            @Override
            void happen(Direction pair, Task<?> blocked) throws IOException {
                pair.writer().shutdownRead();
                pair.writer().shutdownWrite();
            }
        },
        SECOND_CLOSE {
            @Override
            void happen(Direction pair, Task<?> blocked) throws IOException {
                pair.writer().close();
            }
        },
        PEER_ABORTS {
            @Override
            void happen(Direction pair, Task<?> blocked) {
                pair.reader().abort();
            }
        },
        PEER_CLOSES {
            @Override
            void happen(Direction pair, Task<?> blocked) throws IOException {
                pair.reader().close();
            }
        },
        WRITER_LEAVES {
            @Override
            void happen(Direction pair, Task<?> blocked) {
                blocked.interrupt();
            }
        };

        abstract void happen(Direction pair, Task<?> blocked) throws IOException;
    }

    private static void endsWhateverHappens(Trial trial) throws Exception {
        FlowOptions options =
                trial.options().bufferSize(1000).windowSize(1 << 13).closeTimeout(CLOSE_TIMEOUT);
        long start = trial.nanoTime();
        int round = 0;
        do {
            for (Event event : trial.cases(List.of(Event.values()))) {
                raceOnce(trial, options, event, round);
            }
            round++;
        } while (round < trial.share(ROUNDS) && trial.nanoTime() - start < RACING.toNanos() && !onceIsEnough(trial));
    }

    /** In a simulation there are many schedules instead of many rounds. */
    private static boolean onceIsEnough(Trial trial) {
        return trial.target().isSimulated();
    }

    private static void raceOnce(Trial trial, FlowOptions options, Event event, int round) throws Exception {
        List<Direction> pairs = new ArrayList<>();
        List<Task<?>> writers = new ArrayList<>();
        List<Task<Boolean>> calls = new ArrayList<>();
        for (int i = onceIsEnough(trial) ? 1 : PAIRS; i > 0; i--) {
            // Either end, since they may be of different makes.
            FlowPair pair = trial.open(options);
            pairs.add(i % 2 == 0 ? Direction.there(trial, pair) : Direction.back(trial, pair));
        }
        for (Direction pair : pairs) {
            writers.add(trial.launch("writer", () -> writeUntilReleased(pair.writer())));
        }
        for (Task<?> writer : writers) {
            writer.awaitBlocked();
        }
        for (int i = 0; i < pairs.size(); i++) {
            Direction pair = pairs.get(i);
            Task<?> writer = writers.get(i);
            Duration lead = Duration.ofNanos(20_000L * ((round + i) % 8));
            calls.add(trial.launch("close at the same moment as " + event, () -> close(pair.writer())));
            calls.add(trial.launch(event.toString(), () -> {
                trial.pause(lead); // the moments of the two are to differ from round to round
                try {
                    event.happen(pair, writer);
                } catch (IOException e) {
                    // How it ends is not the matter here.
                }
            }));
        }
        for (Task<Boolean> call : calls) {
            call.join();
        }
        for (Task<?> writer : writers) {
            writer.join();
        }
        pairs.forEach(pair -> pair.reader().abort());
    }

    private static void writeUntilReleased(Flow flow) {
        try {
            while (true) {
                flow.write(ByteBuffer.allocate(100_000));
            }
        } catch (IOException e) {
            // As it should.
        }
    }

    private static void close(Flow flow) {
        try {
            flow.close();
        } catch (IOException e) {
            // Bytes were lost, as they may be.
        }
    }

    // C14

    private static void interruptStatusStays(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.write(100);
            interruptedClose(trial, direction.writer(), "with a peer that stays open");
            interruptedClose(trial, direction.writer(), "of a flow that is closed");
            interruptedClose(trial, direction.reader(), "with a peer that has closed");
        }
        for (Direction direction : Direction.each(trial, WritingRules.large(trial))) {
            direction.write(WritingRules.LARGE, 1 << 16);
            interruptedClose(trial, direction.writer(), "with a peer that does not read");
        }
        for (Direction direction : Direction.each(trial)) {
            direction.writer().abort();
            interruptedClose(trial, direction.writer(), "of a flow that is aborted");
            interruptedClose(trial, direction.reader(), "with a peer that has aborted");
        }
        for (Direction direction : Direction.each(trial, ClosingRules.patient(trial))) {
            AtomicBoolean sent = new AtomicBoolean();
            Task<Boolean> first = closeToInterrupt(trial, direction.writer(), sent, "first close");
            Task<Boolean> second = closeToInterrupt(trial, direction.writer(), sent, "second close");
            first.awaitBlocked();
            second.awaitBlocked();
            second.interrupt();
            first.interrupt();
            sent.set(true);
            first.join();
            second.join();
        }
    }

    private static void interruptedClose(Trial trial, Flow flow, String which) throws Exception {
        trial.launch("close " + which, () -> {
                    Thread.currentThread().interrupt();
                    close(flow);
                    statusIsSet(trial, "before close " + which);
                })
                .join();
    }

    /** One interrupt may end both closes; so each looks at its status only when it is known to have been interrupted. */
    private static Task<Boolean> closeToInterrupt(Trial trial, Flow flow, AtomicBoolean sent, String name) {
        return trial.launch(name, () -> {
            close(flow);
            while (!sent.get()) {
                trial.pause(Duration.ofMillis(1));
            }
            statusIsSet(trial, "during " + name);
        });
    }

    private static void statusIsSet(Trial trial, String when) {
        trial.check(Thread.currentThread().isInterrupted(), "close lost the interrupt status that was set %s", when);
    }
}
