package io.hvflow.hvsock;

import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.posix.Connector;
import io.hvflow.hvsock.posix.PosixFamily;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A place for socket files, which makes sockets there, and closes them all with itself. */
public final class Sockets implements AutoCloseable {
    private static final UnixFamily UNIX = new UnixFamily();

    private final Path directory;
    private final ListenSocket listener;

    private Sockets(Path directory) throws IOException {
        this.directory = directory;
        this.listener = UNIX.listen(address(), FlowOptions.DEFAULTS);
    }

    public static Sockets open() throws IOException {
        return new Sockets(Files.createTempDirectory("hvflow"));
    }

    /** Two connected sockets, the connecting one first. */
    public List<StreamSocket> pair() throws IOException {
        return pair(FlowOptions.DEFAULTS);
    }

    public List<StreamSocket> pair(FlowOptions options) throws IOException {
        return accepted(UNIX.connect(address(), options));
    }

    /** The same, where the connecting one is of another family, with quirks of its own. */
    public List<StreamSocket> pair(PosixFamily<UnixAddress> family) throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS;
        return accepted(Connector.connect(family, address(), options, Connector.deadline(options)));
    }

    private List<StreamSocket> accepted(StreamSocket near) throws IOException {
        StreamSocket far = listener.accept();
        if (far == null) {
            throw new AssertionError("connected, and not in the backlog");
        }
        return List.of(near, far);
    }

    public ListenSocket listener() {
        return listener;
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    private UnixAddress address() {
        return new UnixAddress(path("pairs"));
    }

    /** Writes until the socket takes no more. */
    public static long fill(StreamSocket socket) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(65536);
        long total = 0;
        for (int count = 1; count > 0; total += count) {
            count = socket.write(bytes.clear());
        }
        return total;
    }

    @Override
    public void close() {
        listener.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
