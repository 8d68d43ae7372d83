package io.hvflow.spi;

import java.time.Duration;

/**
 * How the users of one socket wait, and the clock they wait by: the one seam through which all waiting goes. Real
 * sockets wait in the kernel; a simulator makes threads and time its own here.
 */
public interface Waiting {

    /**
     * The current time of a clock that never goes back, in nanoseconds from an arbitrary origin; compared by
     * difference, as with {@link System#nanoTime}.
     *
     * @return the time
     */
    long now();

    /**
     * Makes a place to wait. Cheap, and holds nothing of the system's while nobody waits in it; it need not be given
     * back.
     *
     * @param readiness what, beside a wake, is waited for. At any time at most one thread waits for each of {@link
     *     Readiness#READABLE} and {@link Readiness#WRITABLE} of one socket
     * @return a new place to wait
     */
    Waiter waiter(Readiness readiness);

    /**
     * Runs {@code action} once, as soon as the socket may be writable, or is closed. For bytes that nobody waits for: no
     * thread is blocked meanwhile.
     *
     * <p>The action runs on a thread of the backend's choosing, perhaps on the caller's own before this returns; the
     * caller holds no lock. It does not block and throws nothing. At most one action is pending at a time, those of {@link
     * #soon} included.
     *
     * @param action what to do then; it may find that the socket is not writable after all
     */
    void whenWritable(Runnable action);

    /**
     * Runs {@code action} once, a moment later: so soon that no user notices, and late enough for a caller that writes all the
     * time to have filled a message of its own by then. Where this cannot be had for less than a message costs, at once.
     *
     * <p>Otherwise as {@link #whenWritable}, which is what this does by itself; also when the socket is closed meanwhile.
     *
     * @param action what to do then
     */
    default void soon(Runnable action) {
        whenWritable(action);
    }

    /**
     * The deadline that lies {@code timeout} ahead.
     *
     * @param timeout zero or more; longer than a century counts as no bound
     * @return a time of {@link #now}, or {@link Waiter#NEVER}
     */
    default long deadline(Duration timeout) {
        return timeout.toDays() > 36500 ? Waiter.NEVER : now() + timeout.toNanos();
    }

    /**
     * Whether a deadline has passed.
     *
     * @param deadline a time of {@link #now}, or {@link Waiter#NEVER}
     * @return true if it has
     */
    default boolean passed(long deadline) {
        return deadline != Waiter.NEVER && now() - deadline >= 0;
    }
}
