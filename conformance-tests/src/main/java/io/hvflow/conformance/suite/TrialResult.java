package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Manner;
import io.hvflow.conformance.trial.Symptom;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.conformance.trial.Trace;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * How one trial ended.
 *
 * @param threads the kind of its threads
 * @param verdict {@link Verdict#PASS}, {@link Verdict#FAIL} or {@link Verdict#NOT_APPLICABLE}
 * @param message why, unless it passed
 * @param manner in what {@link Manner}, if it failed; else empty
 * @param symptom what was first seen to go wrong, if it failed
 * @param stackTrace where, if it failed
 * @param threadDump what its threads were doing, if it hung
 * @param seed with which the failing try of a property is the first
 * @param schedule the schedule that failed, if it failed in a simulation
 * @param marks how often its schedules came by what is rare, by name; empty on the machine's own threads
 * @param explored in a simulation, what was tried, if it passed
 * @param recording what its flows did, if it failed
 * @param duration how long it took
 */
public record TrialResult(
        ThreadKind threads,
        Verdict verdict,
        String message,
        String manner,
        Symptom symptom,
        String stackTrace,
        Optional<String> threadDump,
        OptionalLong seed,
        Optional<FailingSchedule> schedule,
        SortedMap<String, Integer> marks,
        Explored explored,
        Trace.Recording recording,
        Duration duration) {

    private static final SortedMap<String, Integer> NO_MARKS = Collections.emptySortedMap();

    /** On the machine's own threads. */
    public TrialResult(
            ThreadKind threads,
            Verdict verdict,
            String message,
            String manner,
            Symptom symptom,
            String stackTrace,
            Optional<String> threadDump,
            OptionalLong seed,
            Trace.Recording recording,
            Duration duration) {
        this(
                threads,
                verdict,
                message,
                manner,
                symptom,
                stackTrace,
                threadDump,
                seed,
                Optional.empty(),
                NO_MARKS,
                Explored.NOTHING,
                recording,
                duration);
    }

    public static TrialResult passed(ThreadKind threads, Duration duration) {
        return passed(threads, NO_MARKS, Explored.NOTHING, duration);
    }

    public static TrialResult passed(
            ThreadKind threads, SortedMap<String, Integer> marks, Explored explored, Duration duration) {
        return plain(threads, Verdict.PASS, "", marks, explored, duration);
    }

    public static TrialResult notApplicable(ThreadKind threads, String reason, Duration duration) {
        return plain(threads, Verdict.NOT_APPLICABLE, reason, NO_MARKS, Explored.NOTHING, duration);
    }

    private static TrialResult plain(
            ThreadKind threads,
            Verdict verdict,
            String message,
            SortedMap<String, Integer> marks,
            Explored explored,
            Duration duration) {
        return new TrialResult(
                threads,
                verdict,
                message,
                "",
                Symptom.NONE,
                "",
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                marks,
                explored,
                Trace.Recording.empty(),
                duration);
    }
}
