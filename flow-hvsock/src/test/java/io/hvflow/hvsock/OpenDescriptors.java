package io.hvflow.hvsock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sockets, eventfds and epoll descriptors of this process, as {@code /proc} tells: what a test opened must be gone after
 * it. Files do not count, since loading classes opens some.
 */
public final class OpenDescriptors {
    private static final Path FDS = Path.of("/proc/self/fd");

    private final Set<String> before;

    private OpenDescriptors(Set<String> before) {
        this.before = before;
    }

    public static OpenDescriptors now() {
        try {
            // The JDK makes a descriptor of its own with its first channel, and keeps it.
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OpenDescriptors(list());
    }

    /** What is open and was not open before. */
    public Set<String> added() {
        Set<String> added = list();
        added.removeAll(before);
        return added;
    }

    /** Waits until nothing is left: a descriptor is closed by its last user, and the poller lingers for a second. */
    public void awaitNoneAdded() {
        Eventually.holds(() -> added().isEmpty(), () -> "still open: " + added());
    }

    private static Set<String> list() {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(FDS)) {
            for (Path fd : fds) {
                describe(fd, found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void describe(Path fd, Set<String> found) {
        String target;
        try {
            target = Files.readSymbolicLink(fd).toString();
        } catch (IOException closedMeanwhile) {
            return;
        }
        if (target.startsWith("socket:") || target.startsWith("anon_inode:[event")) {
            found.add(fd.getFileName() + " " + target);
        }
    }
}
