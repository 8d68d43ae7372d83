package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Step;
import io.hvflow.simulator.Happening;
import io.hvflow.simulator.Trace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The marks of a run that neither its flows nor their transport can see alone: which calls of the transport a call of a flow was
 * made of.
 */
final class Coverage {
    /** Those that a default run of the suite in a simulation comes by; one that does not has become blind to something. */
    static final List<String> DUE = List.of(
            "short read",
            "short write",
            "read that finds nothing",
            "write that finds no room",
            "wait to read",
            "wait to write",
            "wait behind another caller",
            "write across the end of the ring",
            "end of stream",
            "end of stream behind unread bytes",
            "close with bytes unread",
            "abort with bytes unread",
            "shutdown of reading with bytes unread",
            "failed read",
            "failed write",
            "readInto of several receives",
            "write of several sends",
            "read that fails with FlowTimeoutException",
            "read that fails with InterruptedIOException",
            "read that fails with FlowResetException",
            "read that fails with FlowClosedException",
            "readInto that fails with FlowTimeoutException",
            "readInto that fails with InterruptedIOException",
            "write that fails with FlowTimeoutException",
            "write that fails with FlowClosedException",
            "write that fails with FlowResetException",
            "writev that fails with FlowTimeoutException",
            "close that fails with FlowTimeoutException",
            "accept that fails with FlowTimeoutException",
            "accept that fails with FlowClosedException");

    private Coverage() {}

    static Map<String, Integer> of(io.hvflow.conformance.trial.Trace.Recording calls, Trace trace) {
        Map<String, Integer> marks = new TreeMap<>();
        Stream.concat(calls.first().stream(), calls.last().stream())
                .filter(step -> !step.pending())
                .forEach(step -> {
                    if (step.operation().startsWith("readInto") && count(step, Happening.Kind.READ, trace) > 1) {
                        marks.merge("readInto of several receives", 1, Integer::sum);
                    }
                    if (step.operation().startsWith("write") && count(step, Happening.Kind.WRITE, trace) > 1) {
                        marks.merge("write of several sends", 1, Integer::sum);
                    }
                });
        return marks;
    }

    /** How much of that kind the thread did during the call. */
    private static long count(Step call, Happening.Kind kind, Trace trace) {
        return trace.happenings().stream()
                .filter(it -> it.kind() == kind && it.actor().equals(call.thread()))
                .filter(it -> call.begin() <= it.time().toNanos() && it.time().toNanos() <= call.end())
                .count();
    }
}
