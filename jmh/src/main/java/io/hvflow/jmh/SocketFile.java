package io.hvflow.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A socket file for as long as somebody listens. */
final class SocketFile {
    private SocketFile() {}

    interface Opening<T> {
        T open(Path path) throws IOException;
    }

    /** What needs the file only while it opens. */
    static <T> T at(Opening<T> opening) throws IOException {
        Path path = Files.createTempDirectory("hvflow").resolve("s");
        try {
            return opening.open(path);
        } finally {
            delete(path);
        }
    }

    /** A listener at the file, which goes with it. */
    static Listening listening(Opening<Listening> opening) throws IOException {
        Path path = Files.createTempDirectory("hvflow").resolve("s");
        Listening listening;
        try {
            listening = opening.open(path);
        } catch (IOException | RuntimeException e) {
            delete(path);
            throw e;
        }
        return new Listening() {
            @Override
            public Duplex.Pair connected() throws IOException {
                return listening.connected();
            }

            @Override
            public void close() throws IOException {
                try (listening) {
                    delete(path);
                }
            }
        };
    }

    private static void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
        Files.delete(path.getParent());
    }
}
