package io.hvflow.simulator;

import java.time.Duration;

/**
 * What a run may take before it is given up.
 *
 * @param stall real time that an actor may go on without a step
 * @param steps steps of all actors together
 * @param time virtual time
 */
record Limits(Duration stall, long steps, Duration time) {
    static final Limits DEFAULTS = new Limits(Duration.ofSeconds(5), 5_000_000, Duration.ofDays(1));
}
