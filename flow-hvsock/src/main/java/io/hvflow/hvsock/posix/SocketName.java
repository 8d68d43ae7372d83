package io.hvflow.hvsock.posix;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of a {@code struct sockaddr} of each kind, as this machine's system has them. */
public final class SocketName {
    private static final Layout LAYOUT = Layout.here();

    /** The longest path of a UNIX-domain socket, in bytes; the system has room for a closing zero after it (unix(7)). */
    public static final int MAX_PATH = LAYOUT.maxPath;

    /** More than any kind needs: {@code struct sockaddr_storage}. */
    static final int MAX_SIZE = 128;

    /** How the JDK itself writes file names. */
    private static final Charset FILE_NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

    private SocketName() {}

    /** How many bytes a path takes in a name, to be compared with {@link #MAX_PATH}. */
    public static int length(Path path) {
        return path.toString().getBytes(FILE_NAMES).length;
    }

    /** {@code struct sockaddr_un} of a path that is neither empty nor longer than {@link #MAX_PATH}. */
    public static byte[] unix(Path path) {
        return LAYOUT.unix(path.toString().getBytes(FILE_NAMES));
    }

    /** The path in a {@code struct sockaddr_un}; empty if the socket has none, or a name that is no path. */
    public static Optional<Path> path(byte[] name) {
        byte[] path = LAYOUT.path(name);
        return path.length == 0 ? Optional.empty() : Optional.of(Path.of(new String(path, FILE_NAMES)));
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
