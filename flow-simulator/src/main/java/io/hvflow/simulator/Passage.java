package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How bytes, or the end of the stream, travel when they do not arrive at once.
 *
 * @param delay nanoseconds
 * @param behind whether they begin only when what was sent before has arrived
 * @param holder the fault that holds them until it is removed, if one does
 * @param heldUntil when it lets go by itself
 */
record Passage(long delay, boolean behind, @Nullable Fault holder, long heldUntil) {
    /** Not before what is ahead of it, but then at once. */
    static final Passage FREE = new Passage(0, false, null, Waiter.NEVER);

    static Passage after(Duration delay) {
        return new Passage(delay.toNanos(), false, null, Waiter.NEVER);
    }

    static Passage behind(Duration time) {
        return new Passage(time.toNanos(), true, null, Waiter.NEVER);
    }

    static Passage heldBy(Fault fault) {
        return new Passage(0, false, fault, fault.holdsUntil());
    }
}
