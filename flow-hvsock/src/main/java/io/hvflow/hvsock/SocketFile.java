package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAbstractAddress;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.posix.Errno;
import io.hvflow.hvsock.posix.FileKind;
import io.hvflow.hvsock.posix.FileNames;
import io.hvflow.hvsock.posix.SocketName;
import io.hvflow.hvsock.posix.SocketPlace;
import java.nio.charset.CharacterCodingException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the families that meet at a socket file have in common: its name, its place, and what its errors mean. */
final class SocketFile {
    private SocketFile() {}

    /** The name of the socket at a path. */
    static byte[] name(String operation, FlowAddress address, Path path) throws FlowAddressException {
        byte[] bytes;
        try {
            bytes = FileNames.bytes(path);
        } catch (CharacterCodingException e) {
            throw new FlowAddressException(
                    operation,
                    address,
                    "file names have no such characters in this locale (" + FileNames.encodingName()
                            + "); start java in a UTF-8 locale, such as LC_ALL=C.UTF-8",
                    null);
        }
        if (bytes.length > SocketName.MAX_PATH) {
            throw new FlowAddressException(
                    operation,
                    address,
                    "the path " + path + " has " + bytes.length + " bytes, and that of a socket has at most "
                            + SocketName.MAX_PATH
                            + "; choose a shorter directory, or a path relative to the one that java is started in",
                    null);
        }
        return SocketName.unix(bytes);
    }

    /** Where a listener is to be found, as the options say. */
    static SocketPlace place(Path path, FlowOptions options) {
        UnixOptions asked = options.transport(UnixOptions.class).orElse(UnixOptions.DEFAULTS);
        return new SocketPlace(path, asked.mode(), asked.takeOverStale());
    }

    /** The address that a name of an AF_UNIX socket is; null if it has none, or bytes that are no text (L11). */
    static @Nullable FlowAddress named(byte[] name) {
        try {
            Optional<Path> path = SocketName.path(name);
            if (path.isPresent()) {
                return new UnixAddress(path.get());
            }
            return SocketName.abstractName(name).map(UnixAbstractAddress::new).orElse(null);
        } catch (IllegalArgumentException e) {
            return null; // text that no address takes
        }
    }

    /** Whether a failed connect may mean that nobody listens yet: not where the path leads to what is no socket. */
    static boolean maySoonBeServed(Path path, int errno) {
        return errno != Errno.ECONNREFUSED || !FileKind.of(path).isOther();
    }

    static @Nullable String explain(String operation, Path path, int errno) {
        return operation.equals("connect") ? explainConnect(path, errno) : explainListen(path, errno);
    }

    private static @Nullable String explainConnect(Path path, int errno) {
        return switch (errno) {
            case Errno.ENOENT -> "there is no socket file " + path;
            case Errno.ECONNREFUSED -> explainRefused(path);
            case Errno.EACCES ->
                "not permitted: it takes write permission on " + path + ", and search permission on its directories";
            case Errno.EPROTOTYPE -> "the socket at " + path + " is not a stream socket";
            case Errno.ENOTDIR -> "a part of " + path + " is not a directory";
            default -> null;
        };
    }

    private static String explainRefused(Path path) {
        FileKind kind = FileKind.of(path);
        return kind.isOther() ? path + " is " + kind + ", not a socket" : "nobody listens at " + path;
    }

    private static @Nullable String explainListen(Path path, int errno) {
        return switch (errno) {
            case Errno.EADDRINUSE -> explainTaken(path);
            case Errno.ENOENT -> "there is no directory for " + path;
            case Errno.EACCES -> "not permitted to make " + path;
            case Errno.ENOTDIR -> "a part of " + path + " is not a directory";
            case Errno.EROFS -> path + " would be on a read-only file system";
            default -> null;
        };
    }

    private static String explainTaken(Path path) {
        FileKind kind = FileKind.of(path, LinkOption.NOFOLLOW_LINKS);
        return kind.isOther()
                ? path + " is " + kind + "; choose another path"
                : path
                        + " exists already; if the process that listened there has ended without removing it, delete it, or"
                        + " listen with UnixOptions.takeOverStale";
    }
}
