package io.hvflow.simulator;

/**
 * What a simulated hypervisor takes from the outside: time, and threads that wait. The state machines of this package
 * use nothing else of the kind, so that the same ones run freely on real threads ({@link FreeScheduler}) and under a
 * scheduler that decides who runs when.
 */
interface Scheduler {

    /** The time in nanoseconds, of a clock that never goes back; compared by difference. */
    long now();

    /** A new place where one thread at a time waits. */
    Parker parker();

    /**
     * Runs {@code action} at {@code time} or later, not before this call returns, on a thread that holds no lock. The
     * action does not block.
     */
    void at(long time, Runnable action);
}
