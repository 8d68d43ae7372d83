package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.hvsock.posix.Errno;
import io.hvflow.hvsock.posix.SocketName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What the families that meet at a socket file have in common: its name, its errors, and its end. */
final class SocketFile {
    private SocketFile() {}

    /** The name of the socket at a path. */
    static byte[] name(String operation, FlowAddress address, Path path) throws FlowAddressException {
        int length = SocketName.length(path);
        if (length > SocketName.MAX_PATH) {
            throw new FlowAddressException(
                    operation,
                    address,
                    "the path " + path + " has " + length + " bytes, and that of a socket has at most "
                            + SocketName.MAX_PATH + "; choose a shorter one, or a relative one",
                    null);
        }
        return SocketName.unix(path);
    }

    static @Nullable String explain(String operation, Path path, int errno) {
        return operation.equals("connect") ? explainConnect(path, errno) : explainListen(path, errno);
    }

    private static @Nullable String explainConnect(Path path, int errno) {
        return switch (errno) {
            case Errno.ENOENT -> "there is no socket file " + path;
            case Errno.ECONNREFUSED -> "nobody listens at " + path;
            case Errno.EACCES ->
                "not permitted: it takes write permission on " + path + ", and search permission on its directories";
            case Errno.EPROTOTYPE -> "the socket at " + path + " is not a stream socket";
            case Errno.ENOTDIR -> "a part of " + path + " is no directory";
            default -> null;
        };
    }

    private static @Nullable String explainListen(Path path, int errno) {
        return switch (errno) {
            case Errno.EADDRINUSE ->
                path + " exists already; if whoever listened there has ended without removing it, delete it";
            case Errno.ENOENT -> "there is no directory for " + path;
            case Errno.EACCES -> "not permitted to make " + path;
            case Errno.ENOTDIR -> "a part of " + path + " is no directory";
            case Errno.EROFS -> path + " would be on a read-only file system";
            default -> null;
        };
    }

    /** How to remove the socket file that has just been made at {@code path}, unless it is another's by then. */
    static Runnable remover(FlowAddress address, Path path) throws FlowException {
        Object mine;
        try {
            mine = key(path);
        } catch (IOException e) {
            FlowException thrown =
                    new FlowException("listen", address, "the socket file " + path + " is gone at once: " + e);
            thrown.initCause(e);
            throw thrown;
        }
        return () -> {
            try {
                if (key(path).equals(mine)) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                // Somebody has removed it already, or this process may not: either way there is nothing more to free,
                // and the next listener there is told that the file exists.
            }
        };
    }

    /** Device and inode number. */
    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
