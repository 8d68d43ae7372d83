package io.hvflow.conformance.agent;

import io.hvflow.FlowAddress;
import io.hvflow.SimAddress;
import io.hvflow.VsockAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the two ends of a remote target meet. An address may contain the word <code>{port}</code>, which is a number that is
 * another for each pair, and the same at both ends: in the place of a port, or in the name of a socket file.
 *
 * @param near what the near end uses: it connects there, or listens
 * @param far what the far end uses: it listens there, or connects
 * @param farConnects whether the far end connects and the near end listens, rather than the other way round
 * @param firstPort the first number
 * @param lastPort the last, after which the first comes again
 */
public record Meeting(String near, String far, boolean farConnects, long firstPort, long lastPort) {
    private static final String PORT = "{port}";

    /** Begins elsewhere in every process, so that two suites that use one guest do not meet each other. */
    private static final AtomicLong NUMBERS =
            new AtomicLong(ProcessHandle.current().pid() << 8);

    /**
     * Checks both addresses and the range.
     *
     * @throws IllegalArgumentException if one is no address, or the range is empty; it says which
     */
    public Meeting {
        Objects.requireNonNull(near, "near");
        Objects.requireNonNull(far, "far");
        if (firstPort < 0 || lastPort < firstPort) {
            throw new IllegalArgumentException("ports are " + firstPort + "-" + lastPort
                    + ", must be two numbers of which the second is not the smaller");
        }
        filled(near, firstPort);
        filled(far, firstPort);
    }

    /**
     * The near end connects to where the far end listens, with ports from 20000 to 29999.
     *
     * @param near what the near end connects to
     * @param far what the far end listens on
     * @return the meeting
     */
    public static Meeting nearConnects(String near, String far) {
        return new Meeting(near, far, false, 20_000, 29_999);
    }

    /**
     * The far end connects to where the near end listens, with ports from 20000 to 29999.
     *
     * @param near what the near end listens on
     * @param far what the far end connects to
     * @return the meeting
     */
    public static Meeting farConnects(String near, String far) {
        return new Meeting(near, far, true, 20_000, 29_999);
    }

    /** A place that was not used lately. */
    Spot fresh() {
        long number = firstPort + NUMBERS.getAndIncrement() % (lastPort - firstPort + 1);
        return new Spot(filled(near, number), filled(far, number));
    }

    private static FlowAddress filled(String address, long number) {
        return FlowAddress.parse(address.replace(PORT, Long.toString(number)));
    }

    /** Where one pair meets. */
    record Spot(FlowAddress near, FlowAddress far) {}

    /** The address by which the connecting end reaches a listener that was given that port. */
    FlowAddress connectTo(long port) {
        return filled(farConnects ? far : near, port);
    }

    /** What the listening end listens on to be given a port, where addresses of its kind know that. */
    Optional<FlowAddress> anyPort() {
        String listening = farConnects ? near : far;
        boolean knows = listening.endsWith(":" + PORT)
                && switch (filled(listening, firstPort)) {
                    case VsockAddress vsock -> true;
                    case SimAddress sim -> true;
                    default -> false;
                };
        return knows ? Optional.of(FlowAddress.parse(listening.replace(PORT, "any"))) : Optional.empty();
    }
}
