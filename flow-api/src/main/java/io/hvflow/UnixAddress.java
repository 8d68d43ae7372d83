package io.hvflow;

import java.nio.file.Path;

/**
 * A UNIX-domain stream socket at a file: {@code unix:///run/x.sock}, or with a relative path {@code unix:x.sock}. A
 * name that begins with {@code @} is another kind, {@link UnixAbstractAddress}: a file that is called so is written
 * {@code unix:./@x} or {@code unix:%40x}.
 *
 * <p>A relative path means what it means to the JDK's own files and channels: it belongs to the directory in which the
 * process was started, or to the one that {@code -Duser.dir} named on the command line. Every call resolves it so, and
 * setting {@code user.dir} later changes nothing (L12). A flow and a JDK channel with the same relative path meet.
 *
 * <p>The bytes of the file's name are those that the JDK itself makes of the path, in the encoding of file names
 * ({@code sun.jnu.encoding}), which follows the locale at the start of the process: UTF-8, but ASCII under {@code
 * LC_ALL=C}. A name that this encoding does not have is refused with a message that says so; {@code LC_ALL=C.UTF-8}
 * mends it.
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
        String text = SocketPath.text(path);
        // A bare @ in front would make it an abstract name.
        return scheme() + ":" + (text.startsWith(UnixAbstractAddress.MARK) ? "%40" + text.substring(1) : text);
    }
}
