package io.hvflow.conformance;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one trial ended.
 *
 * @param threads the kind of its threads
 * @param verdict {@link Verdict#PASS}, {@link Verdict#FAIL} or {@link Verdict#NOT_APPLICABLE}
 * @param message why, unless it passed
 * @param stackTrace where, if it failed
 * @param threadDump what its threads were doing, if it hung
 * @param seed with which the failing try of a property is the first
 * @param schedule the schedule that failed, if it failed in a simulation
 * @param recording what its flows did, if it failed
 * @param duration how long it took
 */
record TrialResult(
        ThreadKind threads,
        Verdict verdict,
        String message,
        String stackTrace,
        Optional<String> threadDump,
        OptionalLong seed,
        Optional<FailingSchedule> schedule,
        Trace.Recording recording,
        Duration duration) {

    /** On the machine's own threads. */
    TrialResult(
            ThreadKind threads,
            Verdict verdict,
            String message,
            String stackTrace,
            Optional<String> threadDump,
            OptionalLong seed,
            Trace.Recording recording,
            Duration duration) {
        this(threads, verdict, message, stackTrace, threadDump, seed, Optional.empty(), recording, duration);
    }

    static TrialResult passed(ThreadKind threads, Duration duration) {
        return plain(threads, Verdict.PASS, "", duration);
    }

    static TrialResult notApplicable(ThreadKind threads, String reason, Duration duration) {
        return plain(threads, Verdict.NOT_APPLICABLE, reason, duration);
    }

    private static TrialResult plain(ThreadKind threads, Verdict verdict, String message, Duration duration) {
        return new TrialResult(
                threads,
                verdict,
                message,
                "",
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Trace.Recording.empty(),
                duration);
    }
}
