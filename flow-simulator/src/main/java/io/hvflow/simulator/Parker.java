package io.hvflow.simulator;

/** A place where one thread at a time waits, with one permit: an {@link #unpark} before {@link #park} is not lost. */
interface Parker {

    /**
     * Blocks the calling thread, which holds no lock, until {@link #unpark}, the deadline or an interrupt; may return
     * early. Leaves the interrupt status as it is.
     *
     * @param deadline a time of {@link Scheduler#now}, or {@link io.hvflow.spi.Waiter#NEVER}
     */
    void park(long deadline);

    /** In place of {@link #park} where there is nothing to wait for: whoever calls again and again lets others run. */
    default void pass() {}

    /** Releases the thread that waits, or lets the next one pass. Never blocks. */
    void unpark();
}
