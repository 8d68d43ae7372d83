package io.hvflow.conformance.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Paths for socket files, in one temporary directory that is removed when the process ends. Systems bound the length of a
 * socket's path, so where the temporary directory is too long for it, or cannot be written to, another is looked for.
 */
final class SocketDirectory {
    /** Of the path in the directory, and of what targets append to it: {@code /123456.dir/00000002.00001388}. */
    private static final int LONGEST_NAME = 32;

    /** What macOS and Windows take, which is less than the 107 of Linux. */
    private static final int LONGEST_PATH = 103;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private SocketDirectory() {}

    /** The directory comes with the first path. */
    private static final class Holder {
        static final Found FOUND = find(List.of(System.getProperty("java.io.tmpdir", ""), "/tmp", "/var/tmp"));
    }

    /**
     * A directory, or why there is none.
     *
     * @param directory the directory; null if there is none
     * @param reason why not; empty if there is one
     */
    record Found(@Nullable Path directory, String reason) {}

    /** Why no target with socket files can run, if so. */
    static Optional<String> unavailable() {
        Found found = Holder.FOUND;
        return found.directory() == null ? Optional.of(found.reason()) : Optional.empty();
    }

    /** A path that was never given out before. */
    static Path fresh() {
        return directory().resolve(NUMBERS.incrementAndGet() + ".sock");
    }

    /** A directory that was never given out before, empty. What is made in it must be removed by those who make it. */
    static Path freshDirectory() {
        try {
            return Files.createDirectory(directory().resolve(NUMBERS.incrementAndGet() + ".dir"));
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for socket files", e);
        }
    }

    private static Path directory() {
        Path directory = Holder.FOUND.directory();
        if (directory == null) {
            throw new IllegalStateException(Holder.FOUND.reason());
        }
        return directory;
    }

    /** Makes a directory in the first of these that can be written to and is short enough. */
    static Found find(List<String> parents) {
        List<String> reasons = new ArrayList<>();
        for (String parent : parents.stream().distinct().toList()) {
            try {
                Path directory = Files.createTempDirectory(Path.of(parent).toAbsolutePath(), "hvflow");
                int length = directory.toString().getBytes(StandardCharsets.UTF_8).length;
                if (length + LONGEST_NAME <= LONGEST_PATH) {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory), "remove " + directory));
                    return new Found(directory, "");
                }
                Files.delete(directory);
                reasons.add(
                        parent + " is too long for the path of a socket, which has at most " + LONGEST_PATH + " bytes");
            } catch (IOException | IllegalArgumentException e) {
                reasons.add(parent + " takes no directory: " + e);
            }
        }
        return new Found(
                null,
                "there is no directory for socket files, choose one with -Djava.io.tmpdir=DIR: "
                        + String.join("; ", reasons));
    }

    private static void remove(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    remove(file);
                } else {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        } catch (NoSuchFileException e) {
            // Somebody has tidied up before.
        } catch (IOException e) {
            System.err.println("hvflow: could not remove " + directory + ": " + e);
        }
    }
}
