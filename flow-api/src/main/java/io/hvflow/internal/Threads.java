package io.hvflow.internal;

import io.hvflow.spi.Waiting;

/**
 * How the library starts a thread of its own beside the one that calls it, waits for it, and tells the time of what it measures:
 * for {@link io.hvflow.Flows#proxy}, which has two directions at once. {@link Waiting} is the same for those who use one socket.
 *
 * <p>On ordinary threads these are virtual threads and {@link System#nanoTime}. Who decides himself which thread runs when, as a
 * simulator does, binds {@link #CURRENT} for the threads that are his.
 */
public interface Threads {

    /** What the running thread is to use; bound for the threads of a simulator, and for no others. */
    ScopedValue<Threads> CURRENT = ScopedValue.newInstance();

    /**
     * What the running thread is to use.
     *
     * @return what is bound, or the ordinary threads
     */
    static Threads current() {
        return CURRENT.orElse(OrdinaryThreads.INSTANCE);
    }

    /**
     * Makes a thread that may use the flows that the running one uses.
     *
     * @param name the thread's name
     * @param body what it does
     * @return the thread, which has not been started
     */
    Thread thread(String name, Runnable body);

    /**
     * Blocks until a thread has ended. A virtual thread that waits is not pinned.
     *
     * @param thread one that was started: of {@link #thread}, or of the caller's own making
     * @throws InterruptedException if the waiting thread is interrupted
     */
    void join(Thread thread) throws InterruptedException;

    /**
     * The current time of a clock that never goes back, in nanoseconds from an arbitrary origin, as {@link Waiting#now}.
     *
     * @return the time
     */
    long now();
}
