package io.hvflow.conformance.plain;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A peer on plain sockets of this process that says odd things. What it made goes when it is closed. */
final class Stranger implements AutoCloseable {
    private final Supplier<Path> fresh;
    private final Supplier<Path> freshDirectory;
    private final ArrayDeque<Path> files = new ArrayDeque<>();
    private @Nullable ServerSocketChannel server;
    private volatile @Nullable SocketChannel socket;

    Stranger(Supplier<Path> fresh, Supplier<Path> freshDirectory) {
        this.fresh = fresh;
        this.freshDirectory = freshDirectory;
    }

    /** Listens, and answers whoever comes and has sent so many bytes; then closes, or stays. */
    void answer(Path path, int request, byte[] answer, boolean stays) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server = listening;
        listening.bind(UnixDomainSocketAddress.of(path));
        files.push(path);
        Thread.ofVirtual().name("stranger at " + path).start(() -> {
            try {
                SocketChannel accepted = listening.accept();
                socket = accepted;
                ByteBuffer asked = ByteBuffer.allocate(request);
                while (asked.hasRemaining() && accepted.read(asked) != -1) {
                    // It comes in one piece or in several.
                }
                accepted.write(ByteBuffer.wrap(answer));
                if (!stays) {
                    accepted.close();
                }
            } catch (IOException e) {
                // The flow's end has gone, or this one has been closed.
            }
        });
    }

    /** Connects under a name of text, in a directory of its own. */
    void connectFrom(String name, Path path) throws IOException {
        Path bound;
        try {
            bound = freshDirectory.get().resolve(name);
        } catch (InvalidPathException e) {
            bound = fresh.get(); // under some locales there are no such names
        }
        connect(bound, path);
    }

    /** Connects from a directory whose name's bytes are no text in any usual encoding. */
    void connectFromNoText(Path path) throws IOException {
        Path directory = freshDirectory.get();
        Process made = new ProcessBuilder("sh", "-c", "mkdir \"$(printf 'x\\377\\200y')\"")
                .directory(directory.toFile())
                .start();
        try {
            made.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        // A path that the system has listed keeps the bytes that it has there.
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(directory)) {
            for (Path odd : listed) {
                files.push(odd);
                connect(odd.resolve("s"), path);
                return;
            }
        }
        connect(fresh.get(), path); // a file system that has no such names
    }

    private void connect(Path bound, Path path) throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket = client;
        client.bind(UnixDomainSocketAddress.of(bound));
        files.push(bound);
        client.connect(UnixDomainSocketAddress.of(path));
    }

    @Override
    @SuppressWarnings("try") // what is there is closed, and used no more
    public void close() throws IOException {
        try (ServerSocketChannel first = server;
                SocketChannel second = socket) {
            while (!files.isEmpty()) {
                Files.deleteIfExists(files.pop());
            }
        }
    }
}
