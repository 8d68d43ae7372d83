package io.hvflow.conformance.storm;

import io.hvflow.conformance.storm.Storm.Kind;
import io.hvflow.conformance.trial.Trial;
import java.util.List;
import java.util.function.Predicate;

/** Any calls of several threads at the same moment, held against the contract. */
public final class StormChecks {
    private StormChecks() {}

    public static void everyCallEnds(Trial trial) throws Exception {
        trial.forAll(Storm.any(), storm -> {
            StormRun run = new StormRun(trial, storm);
            List<StormCall> calls = run.run();
            mark(trial, calls);
            new StormJudge(storm.setting(), run.breaks(), run.tellsResets(), calls).check();
            for (boolean near : new boolean[] {true, false}) {
                long read = moved(calls, it -> it.near == near && it.kind.reads());
                long written = moved(calls, it -> it.near == near && it.kind.writes());
                trial.check(
                        run.bytesRead(near) == read && run.bytesWritten(near) == written,
                        "the %s end has counted %d bytes read and %d written, which were %d and %d (O1)",
                        Storm.end(near),
                        run.bytesRead(near),
                        run.bytesWritten(near),
                        read,
                        written);
            }
        });
    }

    private static long moved(List<StormCall> calls, Predicate<StormCall> which) {
        return calls.stream().filter(which).mapToLong(it -> it.moved).sum();
    }

    /** What a storm that shows something must have come by. */
    private static void mark(Trial trial, List<StormCall> calls) {
        for (StormCall call : calls) {
            if (call.kind != Kind.INTERRUPT) {
                trial.stage().mark("storm: " + call.kind + " " + call.result);
            }
            if (call.is(Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_WRITE)
                    && calls.stream().anyMatch(it -> blocks(it, call))) {
                trial.stage().mark("storm: " + call.kind + " beside a blocked write");
            }
        }
    }

    private static boolean blocks(StormCall write, StormCall call) {
        return write.kind.writes() && write.near == call.near && write.begin < call.begin && write.end > call.begin;
    }
}
