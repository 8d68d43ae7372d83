package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A socket file that its process has left behind. It is removed only if it is a socket, if a connect is refused there,
 * and if it is still the same one then. Only one process at a time does so in a directory ({@link DirectoryLock}), so
 * that of several one wins and the others find it listening.
 *
 * <p>A socket that is bound and does not listen yet refuses too, and cannot be told from a stale one.
 */
final class StaleFile {
    private final FlowAddress address;
    private final Path path;

    StaleFile(FlowAddress address, Path path) {
        this.address = address;
        this.path = path;
    }

    /**
     * With the directory's lock: removes the file, if it is stale.
     *
     * @throws FlowAddressException if somebody listens there, or it cannot be told; what is no socket is left without a
     *     word
     */
    void remove() throws IOException {
        try {
            Map<String, Object> before = look();
            if (FileKind.of(before) == FileKind.SOCKET) {
                OwnFile file = OwnFile.at(path);
                probe();
                // The numbers of an inode are given to a new file as soon as they are free; its time of change is not.
                if (look().equals(before)) {
                    file.removeFrom(path);
                }
            }
        } catch (NoSuchFileException e) {
            // Then nothing is in the way.
        }
    }

    private Map<String, Object> look() throws IOException {
        return Files.readAttributes(path, "unix:dev,ino,mode,ctime", LinkOption.NOFOLLOW_LINKS);
    }

    private void probe() throws IOException {
        int outcome = connect();
        String refusal = switch (-outcome) {
            case Errno.ECONNREFUSED, Errno.ENOENT -> null;
            case 0, Errno.EAGAIN, Errno.EINPROGRESS -> "somebody listens at " + path + " already";
            case Errno.EPROTOTYPE -> "the socket at " + path + " is in use, and is not a stream socket";
            default ->
                "whether anybody listens at " + path + " cannot be told: connecting there says "
                        + Errno.nativeError(-outcome);
        };
        if (refusal != null) {
            throw new FlowAddressException("listen", address, refusal, Errno.nativeError(Errno.EADDRINUSE));
        }
    }

    private int connect() throws IOException {
        byte[] name = SocketName.unix(FileNames.bytes(path));
        Descriptor socket = new Descriptor(SocketQuirks.UNIX);
        try {
            int outcome = socket.adopt(SocketCalls.open(Linux.AF_UNIX));
            return outcome < 0 ? outcome : SocketCalls.connect(socket, name);
        } finally {
            socket.close();
        }
    }
}
