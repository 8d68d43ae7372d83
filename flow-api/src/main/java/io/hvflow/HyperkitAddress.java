package io.hvflow;

import java.nio.file.Path;

/**
 * A port behind hyperkit's socket directory: {@code hyperkit://:80/vms/0} for the directory {@code /vms/0}, or with a
 * relative one {@code hyperkit:vms/0:80}, where the last colon separates the port.
 *
 * @param directory the directory with the socket {@code connect}
 * @param port the port; unsigned 32-bit, where {@link VsockAddress#PORT_ANY} means any, as everywhere
 */
public record HyperkitAddress(Path directory, long port) implements FlowAddress {

    /**
     * Checks directory and port.
     *
     * @throws IllegalArgumentException if the directory is null, empty, not of the default file system, or not text, or if
     *     the port is out of bounds; it names the value and the bound
     */
    public HyperkitAddress {
        SocketPath.check("directory", directory);
        Uint32.check("port", port);
    }

    static HyperkitAddress read(String rest) {
        if (!rest.startsWith("//")) {
            int colon = rest.lastIndexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("there is no colon and port after the directory");
            }
            return new HyperkitAddress(
                    SocketPath.decode(rest.substring(0, colon)), Uint32.readPort(rest.substring(colon + 1)));
        }
        if (!rest.startsWith("//:")) {
            throw new IllegalArgumentException("// must be followed by a colon and the port");
        }
        int slash = rest.indexOf('/', 3);
        if (slash < 0) {
            throw new IllegalArgumentException("there is no directory after the port");
        }
        return new HyperkitAddress(SocketPath.decode(rest.substring(slash)), Uint32.readPort(rest.substring(3, slash)));
    }

    @Override
    public String scheme() {
        return AddressScheme.HYPERKIT.word;
    }

    @Override
    public String toString() {
        String path = SocketPath.encode(directory);
        String portText = ":" + Uint32.portText(port);
        return scheme() + ":" + (path.startsWith("/") ? "//" + portText + path : path + portText);
    }
}
