package io.hvflow.conformance.trial;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work on a thread of its own within a trial. What it threw is thrown by {@link #join}.
 *
 * @param <T> what it brings
 */
public final class Task<T> {
    /** How often in a row a thread must be seen waiting to count as blocked, against waits for a lock in passing. */
    private static final int SIGHTINGS = 5;

    /**
     * Longer than a thread may take to begin on a busy machine: one that is not seen waiting by then sits in the
     * kernel.
     */
    private static final long BEGUN_NANOS = 1_000_000_000;

    /** The time between two of them. */
    private static final long SIGHT_NANOS = 1_000_000;

    /** How often a wait for this task looks after the others. */
    private static final long LOOK_NANOS = 10_000_000;

    private final Trial trial;
    private final String name;
    private final Stage.Strand strand;

    // Both are written before the strand is done, and read after.
    private @Nullable T result;
    private @Nullable Throwable failure;

    Task(Trial trial, String name, Callable<T> body) {
        this.trial = trial;
        this.name = name;
        this.strand = trial.stage().start(trial.threads(), trial.threadName(name), () -> run(body));
    }

    private void run(Callable<T> body) {
        try {
            result = body.call();
        } catch (Throwable e) {
            failure = e;
        }
    }

    /**
     * Waits for the end, as long as the trial's patience, and for as long as no other task has found the rule broken:
     * that one may be what this waits for.
     *
     * @return what the body returned
     * @throws Exception what the body threw, itself
     */
    @SuppressWarnings("NullAway")
    public // null only where the body returns it
    T join() throws Exception {
        Stage stage = trial.stage();
        long deadline = stage.nanoTime() + trial.patience().toNanos();
        while (!ended(Math.min(LOOK_NANOS, deadline - stage.nanoTime()))) {
            trial.checkTasks();
            if (stage.nanoTime() - deadline >= 0) {
                throw hang(name + " did not end within " + trial.patience().toMillis() + " ms");
            }
        }
        switch (failure) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError(name + " failed", e);
        }
        return result;
    }

    public boolean isDone() {
        return strand.isDone();
    }

    /** Whether it waits for something at the moment. */
    public boolean isWaiting() {
        return strand.isWaiting();
    }

    public String name() {
        return name;
    }

    public void interrupt() {
        strand.interrupt();
    }

    /**
     * Waits until the thread waits for something, which it must: a thread that sits in the kernel counts as running, so
     * one that has not ended after the trial's {@link Trial#moment} counts as blocked too.
     */
    public void awaitBlocked() throws InterruptedException {
        Stage stage = trial.stage();
        long start = stage.nanoTime();
        int sightings = 0;
        while (sightings < SIGHTINGS
                && stage.nanoTime() - start < trial.moment().toNanos()) {
            if (ended(SIGHT_NANOS)) {
                break;
            }
            sightings = isWaiting() ? sightings + 1 : 0;
        }
        if (isDone()) {
            throw new AssertionError(
                    name + " was to block but ended" + (failure == null ? "" : " with " + failure), failure);
        }
    }

    /**
     * Waits until the thread has been seen waiting several times in a row, within the call that its body makes: what is
     * done then comes after that call has begun, also on a busy machine. A thread that sits in the kernel is given more
     * time than it may need to get there.
     */
    public void awaitInCall() throws InterruptedException {
        Stage stage = trial.stage();
        long start = stage.nanoTime();
        int sightings = 0;
        while (sightings < SIGHTINGS && stage.nanoTime() - start < BEGUN_NANOS) {
            if (ended(SIGHT_NANOS)) {
                throw new AssertionError(
                        name + " was to block but ended" + (failure == null ? "" : " with " + failure), failure);
            }
            sightings = isWaiting() ? sightings + 1 : 0;
        }
    }

    /**
     * Throws what the body found, if it has ended and found the rule broken, or come upon an error of any other kind.
     */
    void checkSoFar() {
        if (isDone() && failure instanceof Error broken) {
            throw broken;
        }
    }

    /** As {@link #checkSoFar}, once the flows are aborted, when what a body finds may be the doing of that. */
    void checkError() {
        if (!(failure instanceof AssertionError)) {
            checkSoFar();
        }
    }

    /** Waits for the end, so long, without asking how. */
    public boolean ended(long nanos) throws InterruptedException {
        return strand.ended(Math.max(0, nanos));
    }

    /** A failure that shows where the thread is. */
    public Hang hang(String message) {
        Throwable where = new Throwable(name + " was here");
        where.setStackTrace(strand.stackTrace());
        return new Hang(message, name, where);
    }
}
