package io.hvflow;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A port of a partition of the simulated hypervisor: {@code sim://guest:5000}, or {@code sim://:5000} to listen.
 *
 * @param partition the partition's name, of ASCII letters (upper and lower case differ), digits and {@code -._~}; empty
 *     for "any of mine" where a listener is meant
 * @param port the port, or {@link #PORT_ANY} for one that the simulator chooses; unsigned 32-bit
 */
public record SimAddress(String partition, long port) implements FlowAddress {

    /** A port of the simulator's choosing, for listening: 4294967295. */
    public static final long PORT_ANY = Uint32.ANY;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]*");

    /**
     * Checks name and port.
     *
     * @throws IllegalArgumentException if the name is null or has another character, or if the port is out of bounds; it
     *     names the value and the bound
     */
    public SimAddress {
        checkName(partition);
        Uint32.check("port", port);
    }

    private static void checkName(@Nullable String partition) {
        if (partition == null || !NAME.matcher(partition).matches()) {
            throw new IllegalArgumentException("partition is " + (partition == null ? null : "\"" + partition + "\"")
                    + ", must be letters, digits and -._~, or empty to listen");
        }
    }

    static SimAddress read(String rest) {
        HostAndPort parts = HostAndPort.read(rest);
        return new SimAddress(parts.host(), Uint32.readPort(parts.port()));
    }

    @Override
    public String scheme() {
        return AddressScheme.SIM.word;
    }

    @Override
    public String toString() {
        return scheme() + "://" + partition + ":" + Uint32.portText(port);
    }
}
