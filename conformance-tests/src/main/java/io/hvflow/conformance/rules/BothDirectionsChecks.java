package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ending both directions, more than once, and what remains then. */
final class BothDirectionsChecks {
    private BothDirectionsChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("H4", BothDirectionsChecks::repeatsDoNothing),
                Rule.of("H9", BothDirectionsChecks::closeHasNothingToWaitFor).onBothThreadKinds(),
                Rule.of("H10", BothDirectionsChecks::addressesStay));
    }

    private static void repeatsDoNothing(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            Flow writer = direction.writer();
            direction.write(5000);
            List<Task<Boolean>> repeats = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                repeats.add(trial.launch("shutdownWrite " + i, writer::shutdownWrite));
            }
            for (Task<Boolean> repeat : repeats) {
                repeat.join();
            }
            direction.catchUp();
            direction.end();
            direction.readToEnd();
            direction.writer().shutdownWrite();

            repeats.clear();
            for (int i = 0; i < 4; i++) {
                repeats.add(trial.launch("shutdownRead " + i, writer::shutdownRead));
            }
            for (Task<Boolean> repeat : repeats) {
                repeat.join();
            }
            writer.shutdownRead();
            writer.shutdownWrite();
        }
    }

    private static void closeHasNothingToWaitFor(Trial trial) throws Exception {
        if (!trial.has(Capability.HALF_CLOSE)) {
            trial.notApplicable("without HALF_CLOSE no end learns that the other has shut down both directions");
        }
        for (boolean nearFirst : new boolean[] {true, false}) {
            FlowPair pair = trial.open(trial.options().closeTimeout(Duration.ofHours(1)));
            Flow one = nearFirst ? pair.near() : pair.far();
            Flow other = nearFirst ? pair.far() : pair.near();
            Direction.there(trial, pair).write(1000);
            for (Flow flow : List.of(one, other)) {
                flow.shutdownWrite();
                flow.shutdownRead();
            }
            // The other end never closes; one that waited for it would wait an hour.
            trial.launch("close", one::close).join();
        }
    }

    private static void addressesStay(Trial trial) throws Exception {
        List<Action> ends = new ArrayList<>();
        for (boolean abort : new boolean[] {false, true}) {
            FlowPair pair = trial.open(trial.options().closeTimeout(Duration.ZERO));
            record Known(Flow flow, FlowAddress local, FlowAddress remote) {}
            List<Known> known = new ArrayList<>();
            for (Flow flow : List.of(pair.near(), pair.far())) {
                known.add(new Known(flow, flow.localAddress(), flow.remoteAddress()));
            }
            ends.clear();
            ends.add(pair.far()::shutdownWrite);
            ends.add(pair.near()::shutdownRead);
            ends.add(pair.near()::shutdownWrite);
            ends.add(abort ? pair.near()::abort : pair.near()::close);
            ends.add(abort ? pair.far()::abort : pair.far()::close);
            for (Action end : ends) {
                trial.launch("end", end).join();
                for (Known it : known) {
                    FlowAddress local = it.flow().localAddress();
                    FlowAddress remote = it.flow().remoteAddress();
                    trial.check(it.local().equals(local), "the local address %s became %s", it.local(), local);
                    trial.check(it.remote().equals(remote), "the peer's address %s became %s", it.remote(), remote);
                }
            }
        }
    }
}
