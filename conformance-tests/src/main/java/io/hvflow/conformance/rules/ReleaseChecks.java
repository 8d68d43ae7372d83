package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Holdings;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What the process holds: descriptors and threads. */
final class ReleaseChecks {
    private ReleaseChecks() {}

    static List<Rule> rules() {
        return List.of(Rule.of("C7", ReleaseChecks::closeFreesEverything)
                .onBothThreadKinds()
                .aloneInProcess());
    }

    private static void closeFreesEverything(Trial trial) throws Exception {
        for (int i = 0; i < 2; i++) {
            useInEveryWay(trial); // whatever a backend makes once and keeps is there after this
        }
        Holdings before = trial.holdings();
        for (int i = 0; i < 3; i++) {
            useInEveryWay(trial);
        }
        before.awaitNoMore(trial);
        NativeMemoryChecks.comesBack(trial);
    }

    /** How a flow may end. */
    private enum Ending {
        BOTH_CLOSE,
        PEER_STAYS_OPEN,
        PEER_DOES_NOT_READ,
        ABORT,
        PEER_ABORTS,
        HALF_CLOSED,
        BLOCKED_CALLS
    }

    private static void useInEveryWay(Trial trial) throws Exception {
        for (Ending ending : Ending.values()) {
            FlowOptions options =
                    trial.options().bufferSize(1 << 20).windowSize(1 << 16).closeTimeout(Duration.ofMillis(10));
            for (Direction direction : Direction.each(trial, options)) {
                end(trial, direction, ending);
            }
        }
    }

    private static void end(Trial trial, Direction direction, Ending ending) throws Exception {
        Flow one = direction.writer();
        Flow other = direction.reader();
        direction.write(1000);
        direction.catchUp();
        switch (ending) {
            case BOTH_CLOSE, PEER_STAYS_OPEN -> {}
            case PEER_DOES_NOT_READ -> direction.write(1 << 20);
            case ABORT -> one.abort();
            case PEER_ABORTS -> other.abort();
            case HALF_CLOSED -> {
                one.shutdownWrite();
                other.shutdownRead();
            }
            case BLOCKED_CALLS -> {
                Task<Integer> read = trial.start("blocked read", () -> direction.readSome(10));
                read.awaitBlocked();
                close(trial, other).join();
                trial.expect(IOException.class, "a blocked read at close", read::join);
            }
        }
        Task<Boolean> first = close(trial, one);
        if (ending == Ending.BOTH_CLOSE) {
            close(trial, other).join();
            first.join();
        } else {
            first.join();
            close(trial, other).join();
        }
    }

    /** Closes; that this may fail, where bytes are lost, is not the matter here. */
    private static Task<Boolean> close(Trial trial, Flow flow) {
        return trial.launch("close", () -> {
            try {
                flow.close();
            } catch (IOException e) {
                // See above.
            }
        });
    }
}
