package io.hvflow;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths as they stand in addresses: percent-encoded, absolute ones behind two slashes, relative ones without. */
final class SocketPath {
    private SocketPath() {}

    /** Refuses a path that no socket file can have, or that could not be read back from the address's text. */
    static void check(String name, @Nullable Path path) {
        if (path == null) {
            throw new IllegalArgumentException(name + " is null, must be a path");
        }
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(
                    name + " is " + path + " of another file system, must be of the default one");
        }
        if (path.toString().isEmpty()) {
            throw new IllegalArgumentException(name + " is empty, must be a path");
        }
        if (!isText(path)) {
            throw new IllegalArgumentException(name + " is " + path + " with bytes that are no text in " + encoding()
                    + ", must be all text" + remedy());
        }
    }

    private static boolean isText(Path path) {
        try {
            return decode(encode(path)).equals(path);
        } catch (IllegalArgumentException noName) {
            return false;
        }
    }

    private static String encoding() {
        return System.getProperty("sun.jnu.encoding", "UTF-8");
    }

    /** A JVM that was started in the C locale has ASCII file names only. */
    private static String remedy() {
        return encoding().equalsIgnoreCase("UTF-8")
                ? ""
                : "; start java in a UTF-8 locale, such as LC_ALL=C.UTF-8, for names outside it";
    }

    /** Reads {@code ///absolute} or {@code relative}; lenient, {@code /absolute}. */
    static Path read(String text) {
        if (!text.startsWith("//")) {
            return decode(text);
        }
        if (text.length() > 2 && text.charAt(2) != '/') {
            throw new IllegalArgumentException(
                    "// must be followed by an absolute path, which begins with a third slash; a relative path stands"
                            + " without //");
        }
        return decode(text.substring(2));
    }

    static String text(Path path) {
        String encoded = encode(path);
        return encoded.startsWith("/") ? "//" + encoded : encoded;
    }

    static String encode(Path path) {
        return PercentText.encode(path.toString());
    }

    static Path decode(String text) {
        String name = PercentText.decode("path", text);
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the path can name no file here: " + e.getReason() + " (file names are in " + encoding() + ")"
                            + remedy(),
                    e);
        }
    }
}
