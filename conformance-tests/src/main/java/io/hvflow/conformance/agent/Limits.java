package io.hvflow.conformance.agent;

import java.time.Duration;

/**
 * What an agent takes on at most, whoever asks.
 *
 * @param flows flows that are open
 * @param ended flows that have ended and whose addresses and counters can still be asked for
 * @param listeners listeners that are open
 * @param requests requests that are not answered yet
 * @param held bytes of the data of such requests
 * @param silence how long nothing may come
 */
record Limits(int flows, int ended, int listeners, int requests, long held, Duration silence) {

    /** As much data as leaves a quarter of the heap for everything else. */
    static Limits ofThisProcess() {
        long held = Math.min(4L * Protocol.MAX_DATA, Runtime.getRuntime().maxMemory() / 4 * 3);
        return new Limits(4096, 4096, 1024, 4096, held, Duration.ofMinutes(2));
    }
}
