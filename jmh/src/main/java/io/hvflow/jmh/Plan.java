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
    private static final Set<ThreadKind> VIRTUAL = EnumSet.of(ThreadKind.VIRTUAL);
    private static final List<Integer> SIZES = List.of(1, 64, 4096, 65536, 1 << 20);
    private static final Set<Transport> ALL = EnumSet.allOf(Transport.class);
    private static final Set<Transport> FLOWS =
            EnumSet.of(Transport.FLOW_UNIX, Transport.FLOW_SIM, Transport.FLOW_VSOCK);
    private static final Set<Transport> IN_MEMORY = EnumSet.of(Transport.FLOW_SIM, Transport.OKIO_SOCKET);
    private static final Set<Transport> ON_SOCKETS =
            EnumSet.of(Transport.FLOW_UNIX, Transport.JDK_UNIX, Transport.FLOW_VSOCK);
    private static final Set<Transport> CONNECTING = EnumSet.of(
            Transport.FLOW_UNIX, Transport.JDK_UNIX, Transport.JUNIXSOCKET, Transport.FLOW_SIM, Transport.FLOW_VSOCK);

    /** Under 10 minutes: a first look, and what a change does. */
    static Plan quick() {
        return new Plan(
                "quick",
                List.of(
                        new Part(Part.ONE_WAY, BOTH, List.of(64, 4096, 65536), ALL),
                        new Part(Part.ONE_WAY, VIRTUAL, List.of(8192), IN_MEMORY),
                        new Part(Part.ROUND_TRIP, BOTH, List.of(1), ALL),
                        new Part(Part.ROUND_TRIP, VIRTUAL, List.of(64), IN_MEMORY),
                        new Part("loneRoundTrip", BOTH, List.of(1), ON_SOCKETS),
                        new Part("write", BOTH, List.of(64, 65536), FLOWS),
                        new Part("writev", BOTH, List.of(4096), FLOWS),
                        new Part("read", BOTH, List.of(4096), FLOWS),
                        new Part("readSome", BOTH, List.of(64, 65536), FLOWS),
                        new Part("readInto", BOTH, List.of(64, 65536), FLOWS),
                        new Part("connectAndClose", BOTH, List.of(), CONNECTING)),
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
                        new Part(Part.ROUND_TRIP, BOTH, List.of(1, 64, 4096, 65536), ALL),
                        new Part("loneRoundTrip", BOTH, List.of(1), ON_SOCKETS),
                        new Part("write", BOTH, SIZES, FLOWS),
                        new Part("writev", BOTH, SIZES, FLOWS),
                        new Part("read", BOTH, List.of(4096), FLOWS),
                        new Part("readSome", BOTH, SIZES, FLOWS),
                        new Part("readInto", BOTH, SIZES, FLOWS),
                        new Part("connectAndClose", BOTH, List.of(), CONNECTING)),
                5,
                4,
                4,
                500,
                9);
    }
}
