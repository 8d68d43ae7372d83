package io.hvflow.jmh;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What runs, and for how long.
 *
 * @param name of the mode
 * @param parts which benchmarks
 * @param forks how many JVMs for each
 * @param warmups how many iterations before it counts
 * @param iterations how many iterations count
 * @param millis how long an iteration takes
 * @param limitRuns how often the C program runs
 */
record Plan(String name, List<Part> parts, int forks, int warmups, int iterations, long millis, int limitRuns) {
    private static final Set<ThreadKind> BOTH = EnumSet.allOf(ThreadKind.class);
    private static final List<Transport> ALL = List.of(Transport.values());

    /** Under 10 minutes: a first look, and what a change does. */
    static Plan quick() {
        return new Plan(
                "quick",
                List.of(
                        new Part(Part.ONE_WAY, BOTH, List.of(64, 4096, 65536), ALL),
                        new Part(Part.ROUND_TRIP, BOTH, List.of(1), ALL)),
                1,
                3,
                5,
                300,
                5);
    }

    /** Figures to quote. */
    static Plan full() {
        return new Plan(
                "full",
                List.of(
                        new Part(Part.ONE_WAY, BOTH, List.of(1, 64, 4096, 8192, 65536, 1 << 20), ALL),
                        new Part(Part.ROUND_TRIP, BOTH, List.of(1, 64, 4096, 65536), ALL)),
                5,
                4,
                4,
                500,
                9);
    }
}
