package io.hvflow.hvsock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The bytes of a {@code struct sockaddr} of each kind. */
public final class SocketName {
    /** The longest path of a UNIX-domain socket: {@code sun_path} has 108 bytes, the last for a zero (unix(7)). */
    public static final int MAX_PATH = 107;

    /** More than any kind needs: {@code struct sockaddr_storage}. */
    static final int MAX_SIZE = 128;

    private static final int FAMILY_SIZE = 2;
    private static final int VSOCK_SIZE = 16;
    private static final int VSOCK_PORT = 4;
    private static final int VSOCK_CID = 8;

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
        byte[] bytes = path.toString().getBytes(FILE_NAMES);
        return littleEndian(FAMILY_SIZE + bytes.length + 1)
                .putShort((short) Linux.AF_UNIX)
                .put(bytes)
                .array();
    }

    /** The path in a {@code struct sockaddr_un}; empty if the socket has none, or a name that is no path. */
    public static Optional<Path> path(byte[] name) {
        int end = FAMILY_SIZE;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return end == FAMILY_SIZE
                ? Optional.empty()
                : Optional.of(Path.of(new String(name, FAMILY_SIZE, end - FAMILY_SIZE, FILE_NAMES)));
    }

    /** {@code struct sockaddr_vm}; both numbers are unsigned 32-bit. */
    public static byte[] vsock(long cid, long port) {
        return littleEndian(VSOCK_SIZE)
                .putShort((short) Linux.AF_VSOCK)
                .putInt(VSOCK_PORT, (int) port)
                .putInt(VSOCK_CID, (int) cid)
                .array();
    }

    /** The port in a {@code struct sockaddr_vm}. */
    public static long port(byte[] name) {
        return Integer.toUnsignedLong(littleEndian(vsockName(name)).getInt(VSOCK_PORT));
    }

    /** The CID in a {@code struct sockaddr_vm}. */
    public static long cid(byte[] name) {
        return Integer.toUnsignedLong(littleEndian(vsockName(name)).getInt(VSOCK_CID));
    }

    private static byte[] vsockName(byte[] name) {
        return name.length >= VSOCK_SIZE ? name : Arrays.copyOf(name, VSOCK_SIZE);
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
