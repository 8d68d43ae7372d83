package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What a simulated hypervisor takes from the outside: time, and threads that wait. The state machines of this package
 * use nothing else of the kind, so that the same ones run freely on real threads ({@link FreeScheduler}) and under a
 * scheduler that decides who runs when.
 */
interface Scheduler {

    /** The time in nanoseconds, of a clock that never goes back; compared by difference. */
    long now();

    /**
     * A new place where one thread at a time waits.
     *
     * @param purpose says in its text what is waited for, where somebody has to be told
     */
    Parker parker(Object purpose);

    /**
     * Runs {@code action} at {@code time} or later, not before this call returns, on a thread that holds no lock. The
     * action does not block.
     */
    void at(long time, Runnable action);

    /** Somewhere another thread may come between. The caller holds no lock. */
    default void step() {}

    /**
     * What runs a transport's own actions on a machine, which do not block, for the flow whose action it is: now or soon, perhaps
     * on the thread that asks, which holds no lock.
     */
    default Executor executor(Partition partition) {
        return Runnable::run;
    }

    /**
     * What runs such an action where something else has made it due, a read of the other flow or a reset: that thread is inside
     * a call, and may hold locks that the action takes. So the action runs on another one.
     */
    default Executor elsewhere(Partition partition) {
        return executor(partition);
    }

    /** Stops the threads of a paused machine, where it can, until as many calls of {@link #thaw} as of this. */
    default void freeze(Partition partition) {}

    /** See {@link #freeze}. */
    default void thaw(Partition partition) {}

    /** The time that lies {@code time} ahead; {@link Waiter#NEVER} for more than a century. */
    default long deadline(Duration time) {
        return time.compareTo(Duration.ofDays(36500)) > 0 ? Waiter.NEVER : now() + time.toNanos();
    }

    /** Whether a time is not ahead any more. */
    default boolean passed(long deadline) {
        return deadline != Waiter.NEVER && now() - deadline >= 0;
    }

    /** The one of two times that comes first. */
    static long earlier(long one, long other) {
        if (one == Waiter.NEVER || other == Waiter.NEVER) {
            return one == Waiter.NEVER ? other : one;
        }
        return one - other < 0 ? one : other;
    }
}
