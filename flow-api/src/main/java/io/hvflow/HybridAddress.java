package io.hvflow;

import java.nio.file.Path;

/**
 * A port behind a VMM's socket file ("hybrid vsock": Firecracker, Cloud Hypervisor, vhost-device-vsock): {@code
 * hybrid:///run/vm.sock:5000}, or with a relative path {@code hybrid:vm.sock:5000}. The last colon separates the port.
 * Connecting asks the VMM for the guest's port; listening serves the guest's connections to the host's port, at {@code
 * <path>_<port>}.
 *
 * @param path the VMM's socket file
 * @param port the guest's port to connect to, or the host's port to serve; unsigned 32-bit, where {@link
 *     VsockAddress#PORT_ANY} means any, as everywhere
 */
public record HybridAddress(Path path, long port) implements FlowAddress {

    /**
     * Checks path and port.
     *
     * @throws IllegalArgumentException if the path is null, empty, not of the default file system, or not text, or if the
     *     port is out of bounds; it names the value and the bound
     */
    public HybridAddress {
        SocketPath.check("path", path);
        Uint32.check("port", port);
    }

    static HybridAddress read(String rest) {
        int colon = rest.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("there is no colon and port after the path");
        }
        return new HybridAddress(SocketPath.read(rest.substring(0, colon)), Uint32.readPort(rest.substring(colon + 1)));
    }

    @Override
    public String scheme() {
        return AddressScheme.HYBRID.word;
    }

    @Override
    public String toString() {
        return scheme() + ":" + SocketPath.text(path) + ":" + Uint32.portText(port);
    }
}
