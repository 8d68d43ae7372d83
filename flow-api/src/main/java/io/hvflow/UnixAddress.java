package io.hvflow;

import java.nio.file.Path;

/**
 * A UNIX-domain stream socket: {@code unix:///run/x.sock}, or with a relative path {@code unix:x.sock}.
 *
 * @param path the socket file; the system bounds its length (107 bytes on Linux)
 */
public record UnixAddress(Path path) implements FlowAddress {

    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if the path is null, empty, not of the default file system, or not text
     */
    public UnixAddress {
        SocketPath.check("path", path);
    }

    static UnixAddress read(String rest) {
        return new UnixAddress(SocketPath.read(rest));
    }

    @Override
    public String scheme() {
        return AddressScheme.UNIX.word;
    }

    @Override
    public String toString() {
        return scheme() + ":" + SocketPath.text(path);
    }
}
