package io.hvflow.hvsock.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bytes of a {@code struct sockaddr} of each kind, as this machine's system has them. What comes from a peer may be
 * any bytes: reading them throws nothing, and what is no text is no name (L11).
 */
public final class SocketName {
    private static final Layout LAYOUT = Layout.here();

    /**
     * The longest path or abstract name of a UNIX-domain socket, in bytes; the system has room for a closing zero after
     * the one, or a leading zero before the other (unix(7)).
     */
    public static final int MAX_PATH = LAYOUT.maxPath;

    /** More than any kind needs: {@code struct sockaddr_storage}. */
    static final int MAX_SIZE = 128;

    private SocketName() {}

    /**
     * {@code struct sockaddr_un} of a path's {@link FileNames#bytes}, which are neither none nor more than {@link
     * #MAX_PATH}.
     */
    public static byte[] unix(byte[] path) {
        return LAYOUT.unix(path);
    }

    /**
     * {@code struct sockaddr_un} of an abstract name of Linux, which is neither empty nor longer than {@link
     * #MAX_PATH}.
     */
    public static byte[] unixAbstract(byte[] name) {
        return LAYOUT.unixAbstract(name);
    }

    /**
     * The path in a {@code struct sockaddr_un}; empty if the socket has none, or a name that is no path. That of a
     * listener of this library is the place where it is found, and not the name by which it came there ({@link
     * SocketPlace}).
     */
    public static Optional<Path> path(byte[] name) {
        return FileNames.path(LAYOUT.path(name)).map(OwnFile::place);
    }

    /** The abstract name in a {@code struct sockaddr_un}; empty if it has none, or one that is not UTF-8. */
    public static Optional<String> abstractName(byte[] name) {
        byte[] bytes = LAYOUT.abstractName(name);
        return bytes.length == 0 ? Optional.empty() : FileNames.text(bytes, StandardCharsets.UTF_8);
    }

    /** {@code struct sockaddr_vm}; CID and port are unsigned 32-bit, the flags those of {@code svm_flags}. */
    public static byte[] vsock(long cid, long port, int flags) {
        return LAYOUT.vsock(cid, port, flags);
    }

    /** The port in a {@code struct sockaddr_vm}. */
    public static long port(byte[] name) {
        return LAYOUT.port(name);
    }

    /** The CID in a {@code struct sockaddr_vm}. */
    public static long cid(byte[] name) {
        return LAYOUT.cid(name);
    }
}
