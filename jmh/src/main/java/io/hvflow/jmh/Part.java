package io.hvflow.jmh;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Benchmarks that run with the same parameters.
 *
 * @param benchmark the name of the method
 * @param threads on which kinds of threads
 * @param sizes in bytes; empty if the benchmark has none
 * @param transports on what
 */
record Part(String benchmark, Set<ThreadKind> threads, List<Integer> sizes, Collection<Transport> transports) {
    static final String ONE_WAY = "oneWay";
    static final String ROUND_TRIP = "roundTrip";

    /** The regular expression that picks it; the dot before it keeps JMH's from matching ends of other names. */
    String include(ThreadKind kind) {
        return "\\." + type(kind).getSimpleName() + "\\." + benchmark + "$";
    }

    private static Class<?> type(ThreadKind kind) {
        return switch (kind) {
            case PLATFORM -> PlatformThreads.class;
            case VIRTUAL -> VirtualThreads.class;
        };
    }

    /** The full name, which a user's pattern is to find something in. */
    String name(ThreadKind kind) {
        return type(kind).getName() + "." + benchmark;
    }
}
