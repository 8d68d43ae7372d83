package io.hvflow.spi;

/**
 * A place where one thread at a time waits. It has one permit, as {@link java.util.concurrent.locks.LockSupport} has: a
 * {@link #wake} that comes before {@link #await} makes that return at once.
 */
public interface Waiter {

    /** A deadline that never passes. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Blocks the calling thread until the socket may be ready, a wake, the deadline, or an interrupt.
     *
     * <p>May return early for no reason: callers check again in a loop. Returns at once, leaving the status set, if the
     * thread is interrupted. A virtual thread is not pinned. No lock may be held by the caller.
     *
     * @param deadline a time of {@link Waiting#now}, or {@link #NEVER}
     */
    void await(long deadline);

    /** Makes the current or the next {@link #await} return. Callable from any thread; never blocks. */
    void wake();
}
