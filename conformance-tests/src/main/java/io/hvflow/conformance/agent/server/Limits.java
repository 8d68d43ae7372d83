package io.hvflow.conformance.agent.server;

import io.hvflow.FlowOptions;
import java.time.Duration;

/**
 * What one session may have at most, whoever asks.
 *
 * @param flows flows that are open
 * @param ended flows that have ended and whose addresses and counters can still be asked for
 * @param listeners listeners that are open
 * @param requests requests that are not answered yet
 * @param silence how long nothing may come, once the suite has said hello
 * @param hello how long the suite may take to say hello
 */
public record Limits(int flows, int ended, int listeners, int requests, Duration silence, Duration hello) {

    /** For a channel that was given to the agent: the suite may come when it likes. */
    static final Limits OF_A_CHANNEL = new Limits(4096, 4096, 1024, 4096, Duration.ofMinutes(2), FlowOptions.FOREVER);

    /** For one that somebody opened. */
    static final Limits OF_A_CALLER = new Limits(4096, 4096, 1024, 4096, Duration.ofMinutes(2), Duration.ofSeconds(10));
}
