package io.hvflow.simulator;

import org.jspecify.annotations.Nullable;

/**
 * How bytes, or the end of the stream, travel when they do not arrive at once.
 *
 * @param delay nanoseconds
 * @param behind whether they begin only when what was sent before has arrived
 * @param holder the fault that holds them until it is removed, if one does
 */
record Passage(long delay, boolean behind, @Nullable Fault holder) {
    /** Not before what is ahead of it, but then at once. */
    static final Passage FREE = new Passage(0, false, null);
}
