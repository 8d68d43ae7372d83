package io.hvflow.hvsock.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** What is at a path: of use for messages, and before anything is removed. */
public enum FileKind {
    SOCKET("a socket"),
    REGULAR("a regular file"),
    DIRECTORY("a directory"),
    LINK("a symbolic link"),
    FIFO("a named pipe"),
    DEVICE("a device"),
    NOTHING("nothing"),

    /** What this process may not look at. */
    UNKNOWN("something that cannot be looked at");

    // inode(7), the same on every Linux
    private static final int TYPE = 0170000;

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    /** With the links on the way followed, as connect(2) follows them, or none in the last place, as bind(2) does. */
    public static FileKind of(Path path, LinkOption... options) {
        try {
            return of(Files.readAttributes(path, "unix:mode", options));
        } catch (NoSuchFileException e) {
            return NOTHING;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    static FileKind of(Map<String, Object> attributes) {
        return switch (attributes.get("mode") instanceof Integer mode ? mode & TYPE : 0) {
            case 0140000 -> SOCKET;
            case 0100000 -> REGULAR;
            case 0040000 -> DIRECTORY;
            case 0120000 -> LINK;
            case 0010000 -> FIFO;
            case 0020000, 0060000 -> DEVICE;
            default -> UNKNOWN;
        };
    }

    /** Whether something is there, and it is no socket. */
    public boolean isOther() {
        return this != SOCKET && this != NOTHING && this != UNKNOWN;
    }

    @Override
    public String toString() {
        return words;
    }
}
