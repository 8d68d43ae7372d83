package io.hvflow.conformance.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Paths for socket files, in one temporary directory that is removed when the process ends. */
final class SocketDirectory {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private SocketDirectory() {}

    /** The directory comes with the first path. */
    private static final class Holder {
        static final Path DIRECTORY = create();
    }

    /** A path that was never given out before. Short, since systems bound the length of a socket's path. */
    static Path fresh() {
        return Holder.DIRECTORY.resolve(NUMBERS.incrementAndGet() + ".sock");
    }

    /** A directory that was never given out before, empty. What is made in it must be removed by those who make it. */
    static Path freshDirectory() {
        try {
            return Files.createDirectory(Holder.DIRECTORY.resolve(NUMBERS.incrementAndGet() + ".dir"));
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for socket files", e);
        }
    }

    private static Path create() {
        try {
            Path directory = Files.createTempDirectory("hvflow");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory), "remove " + directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for socket files", e);
        }
    }

    private static void remove(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            System.err.println("hvflow: could not remove " + directory + ": " + e);
        }
    }
}
