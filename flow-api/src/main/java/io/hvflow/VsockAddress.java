package io.hvflow;

import java.util.Locale;

/**
 * A port of a virtual machine, of AF_VSOCK: {@code vsock://3:5000}, {@code vsock://:5000} to listen on any CID, {@code
 * vsock://2:any}. Both numbers are unsigned 32-bit.
 *
 * <p>When text is read, {@code any} (or nothing), {@code hypervisor}, {@code local} and {@code host} stand for their CIDs.
 * The canonical text has the number, and nothing for {@link #CID_ANY}.
 *
 * @param cid the context id: {@link #CID_HYPERVISOR}, {@link #CID_LOCAL}, {@link #CID_HOST}, a guest's (3 and up), or
 *     {@link #CID_ANY}
 * @param port the port, or {@link #PORT_ANY} for one of the system's choosing (port 0 is a port like any other)
 */
public record VsockAddress(long cid, long port) implements FlowAddress {

    /** Any of this machine's CIDs, for listening: 4294967295. */
    public static final long CID_ANY = Uint32.ANY;

    /** The hypervisor: {@value}. No transport of today serves it. */
    public static final long CID_HYPERVISOR = 0;

    /** This machine itself, where the system has a loopback transport: {@value}. */
    public static final long CID_LOCAL = 1;

    /** The host, as a guest sees it: {@value}. */
    public static final long CID_HOST = 2;

    /** A port of the system's choosing, for listening: 4294967295. */
    public static final long PORT_ANY = Uint32.ANY;

    /**
     * Checks both numbers.
     *
     * @throws IllegalArgumentException if one is out of bounds; it names the value and the bound
     */
    public VsockAddress {
        Uint32.check("CID", cid);
        Uint32.check("port", port);
    }

    static VsockAddress read(String rest) {
        HostAndPort parts = HostAndPort.read(rest);
        return new VsockAddress(readCid(parts.host()), Uint32.readPort(parts.port()));
    }

    private static long readCid(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "any" -> CID_ANY;
            case "hypervisor" -> CID_HYPERVISOR;
            case "local" -> CID_LOCAL;
            case "host" -> CID_HOST;
            default ->
                Uint32.decimal(text, Uint32.MAX)
                        .orElseThrow(() -> new IllegalArgumentException("CID is \"" + text + "\", must be from 0 to "
                                + Uint32.MAX + ", or any, hypervisor, local or host"));
        };
    }

    @Override
    public String scheme() {
        return AddressScheme.VSOCK.word;
    }

    @Override
    public String toString() {
        return scheme() + "://" + (cid == CID_ANY ? "" : cid) + ":" + Uint32.portText(port);
    }
}
