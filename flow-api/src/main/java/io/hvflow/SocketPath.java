package io.hvflow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths as they stand in addresses: percent-encoded, absolute ones behind two slashes, relative ones without. */
final class SocketPath {
    // What RFC 3986 allows in a path, but for the colon, which separates the port in some of the kinds.
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~!$&'()*+,;=@";
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}", Pattern.DOTALL);
    private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})++");
    // No NUL here: no path has it, however it is written.
    private static final Pattern NEVER_RAW = Pattern.compile("[?#\\x01-\\x1F\\x7F-\\x9F]");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

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
            throw new IllegalArgumentException(
                    name + " is " + path + " with bytes that are no text in " + encoding() + ", must be all text");
        }
    }

    private static boolean isText(Path path) {
        try {
            return decode(encode(path)).equals(path);
        } catch (IllegalArgumentException noName) {
            return false;
        }
    }

    // A JVM that was started in the C locale takes ASCII file names only.
    private static String encoding() {
        return System.getProperty("sun.jnu.encoding");
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
        return escape(path.toString());
    }

    private static String escape(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%');
                HEX.toHexDigits(text, b);
            }
        }
        return text.toString();
    }

    static Path decode(String text) {
        Matcher raw = NEVER_RAW.matcher(text);
        if (raw.find()) {
            throw new IllegalArgumentException("the path has a bare "
                    + Character.getName(raw.group().charAt(0)) + ", must be written as " + escape(raw.group()));
        }
        Matcher broken = BROKEN_ESCAPE.matcher(text);
        if (broken.find()) {
            throw new IllegalArgumentException(
                    "\"" + broken.group() + "\" is no escape, must be % and two hexadecimal digits (% itself is %25)");
        }
        String name = ESCAPES.matcher(text).replaceAll(run -> Matcher.quoteReplacement(unescape(run.group())));
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the path can name no file here: " + e.getReason() + " (file names are in " + encoding() + ")", e);
        }
    }

    private static String unescape(String escapes) {
        byte[] bytes = HexFormat.ofDelimiter("%").parseHex(escapes, 1, escapes.length());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(escapes + " is not UTF-8, as escapes must be", e);
        }
    }
}
