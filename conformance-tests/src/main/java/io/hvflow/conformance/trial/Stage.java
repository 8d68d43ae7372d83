package io.hvflow.conformance.trial;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Where a trial runs: what its threads are, and by which clock it waits. Whatever a check waits for, it waits for here. */
public interface Stage {

    /** The machine's own threads and clock. */
    Stage REAL = new RealStage();

    /** A clock that never goes back, in nanoseconds; compared by difference. */
    long nanoTime();

    /** Waits so long. */
    void sleep(long nanos) throws InterruptedException;

    /** Waits so long, or less; an interrupt ends it and stays set. */
    void pause(long nanos);

    /** Starts {@code body}, which throws nothing, on a thread of its own. */
    Strand start(ThreadKind threads, String name, Runnable body);

    /** Another number each time: no two directions carry the same bytes. */
    long number();

    /** How much longer than its bound a call may take: what threads cost that have to wait for a processor. */
    Duration tolerance(Duration patience);

    /** Has connections break that carry so many bytes from now on; false if that cannot be had here. */
    boolean breakAfter(long bytes);

    /** Counts that a trial came by something rare. */
    void mark(String name);

    /** What flows are made of, as far as it can be seen from here. */
    Holdings holdings();

    /**
     * The cases that one trial is to go through: all; in a simulation one of them, since there are many trials, which come by
     * them all.
     */
    <T> List<T> cases(List<T> all);

    /** Where the values of properties come from: one value is then enough, and nobody but this makes it smaller. Empty where they are tried in numbers. */
    Optional<Random> values();

    /** A thread of a stage. */
    interface Strand {

        /** Waits for its end, so long; whether it has come. */
        boolean ended(long nanos) throws InterruptedException;

        boolean isDone();

        /** Whether it waits for something at the moment, be it a lock in passing. */
        boolean isWaiting();

        void interrupt();

        StackTraceElement[] stackTrace();
    }
}
