package io.hvflow.conformance;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work on a thread of its own within a trial. What it threw is thrown by {@link #join}.
 *
 * @param <T> what it brings
 */
final class Task<T> {
    /** How often in a row a thread must be seen waiting to count as blocked, against waits for a lock in passing. */
    private static final int SIGHTINGS = 5;

    /** How often a wait for this task looks after the others. */
    private static final long LOOK_NANOS = 10_000_000;

    private final Trial trial;
    private final String name;
    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);

    // Both are written before done is counted down, and read after.
    private @Nullable T result;
    private @Nullable Throwable failure;

    Task(Trial trial, String name, Callable<T> body) {
        this.trial = trial;
        this.name = name;
        this.thread = trial.threads().start(trial.threadName(name), () -> run(body));
    }

    private void run(Callable<T> body) {
        try {
            result = body.call();
        } catch (Throwable e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }

    /**
     * Waits for the end, as long as the trial's patience, and for as long as no other task has found the rule broken: that one
     * may be what this waits for.
     *
     * @return what the body returned
     * @throws Exception what the body threw, itself
     */
    @SuppressWarnings("NullAway") // null only where the body returns it
    T join() throws Exception {
        long deadline = System.nanoTime() + trial.patience().toNanos();
        while (!ended(Math.min(LOOK_NANOS, deadline - System.nanoTime()))) {
            trial.checkTasks();
            if (System.nanoTime() - deadline >= 0) {
                throw stuck(name + " did not end within " + trial.patience().toMillis() + " ms");
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

    boolean isDone() {
        return done.getCount() == 0;
    }

    Thread thread() {
        return thread;
    }

    String name() {
        return name;
    }

    void interrupt() {
        thread.interrupt();
    }

    /**
     * Waits until the thread waits for something, which it must: a thread that sits in the kernel counts as running, so one
     * that has not ended after the trial's {@link Trial#moment} counts as blocked too.
     */
    void awaitBlocked() throws InterruptedException {
        long start = System.nanoTime();
        int sightings = 0;
        while (sightings < SIGHTINGS
                && System.nanoTime() - start < trial.moment().toNanos()) {
            if (done.await(1, TimeUnit.MILLISECONDS)) {
                break;
            }
            sightings = isWaiting(thread.getState()) ? sightings + 1 : 0;
        }
        if (isDone()) {
            throw new AssertionError(
                    name + " was to block but ended" + (failure == null ? "" : " with " + failure), failure);
        }
    }

    private static boolean isWaiting(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** Throws what the body found, if it has ended and found the rule broken. */
    void checkSoFar() {
        if (isDone() && failure instanceof AssertionError broken) {
            throw broken;
        }
    }

    /** Waits for the end, so long, without asking how. */
    boolean ended(long nanos) throws InterruptedException {
        return done.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** A failure that shows where the thread is. */
    private AssertionError stuck(String message) {
        Throwable where = new Throwable(name + " was here");
        where.setStackTrace(thread.getStackTrace());
        return new AssertionError(message, where);
    }
}
