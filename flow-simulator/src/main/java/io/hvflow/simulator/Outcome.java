package io.hvflow.simulator;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How one run of a {@link Scenario} went. */
public final class Outcome {
    private final Tape tape;
    private final ChoiceLog log;
    private final @Nullable Throwable failure;
    private final Trace trace;
    private final long hash;
    private final long steps;
    private final Duration time;
    private final SortedMap<String, Integer> marks;

    Outcome(Tape tape, ChoiceLog log, @Nullable Throwable failure, Recorder recorder, long steps, Duration time) {
        this.tape = tape;
        this.log = log;
        this.failure = failure;
        this.steps = steps;
        this.time = time;
        trace = new Trace(recorder.happenings());
        hash = recorder.hash();
        marks = Collections.unmodifiableSortedMap(new TreeMap<>(recorder.marks()));
    }

    /**
     * The tape that was played: the seed, where there was one.
     *
     * @return the tape
     */
    public Tape tape() {
        return tape;
    }

    /**
     * The choices that were made, by value: played, they give this run again, and they can be made simpler.
     *
     * @return the tape
     */
    public Tape choices() {
        return Tape.of(log.values());
    }

    /**
     * What the scenario or one of its actors threw first, or a {@link SimulationError}.
     *
     * @return empty if the run passed
     */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * What happened.
     *
     * @return the trace; empty unless the run was to keep one
     */
    public Trace trace() {
        return trace;
    }

    /**
     * A number that stands for all that happened and all choices: equal for equal runs, on every machine.
     *
     * @return 64 bits
     */
    public long hash() {
        return hash;
    }

    /**
     * How often another actor could have come between.
     *
     * @return the count of steps
     */
    public long steps() {
        return steps;
    }

    /**
     * How long the run took on the virtual clock.
     *
     * @return the time
     */
    public Duration time() {
        return time;
    }

    /**
     * How often the scenario and the simulator {@linkplain Simulation#mark came by} each of their marks.
     *
     * @return by name
     */
    public SortedMap<String, Integer> marks() {
        return marks;
    }

    ChoiceLog log() {
        return log;
    }

    @Override
    public String toString() {
        return (failure == null ? "passed" : "failed with " + failure) + " after " + steps + " steps and " + time
                + " of virtual time, " + log.size() + " choices";
    }
}
