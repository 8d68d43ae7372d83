package io.hvflow.hvsock.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names of files as the bytes that system calls take, in the way of the JDK's own files and channels: in its encoding
 * of file names, and relative to its directory, so that a path means the same to them and to a socket (L12).
 *
 * <p>That directory is the one in which the process was started, or the one that {@code -Duser.dir} named: the JDK
 * looks at the property once, at its start (sun.nio.fs.UnixFileSystem).
 */
public final class FileNames {
    private static final Charset ENCODING = encoding(System.getProperty("sun.jnu.encoding", ""));

    /** Whether the system resolves a relative path as the JDK does, so that it can stay short. */
    private static final boolean RELATIVE_STAYS =
            isDirectoryOfProcess(Path.of("").toAbsolutePath());

    private FileNames() {}

    private static Charset encoding(String name) {
        return Charset.forName(name, StandardCharsets.UTF_8);
    }

    private static boolean isDirectoryOfProcess(Path directory) {
        try {
            return Files.isSameFile(directory, Path.of("/proc/self/cwd"));
        } catch (IOException e) {
            return false; // an absolute path is right in any case
        }
    }

    /** What the encoding is called. */
    public static String encodingName() {
        return ENCODING.name();
    }

    /**
     * The bytes for a path, without a closing zero.
     *
     * @throws CharacterCodingException if the encoding of file names does not have one of its characters
     */
    public static byte[] bytes(Path path) throws CharacterCodingException {
        Path resolved = RELATIVE_STAYS ? path : path.toAbsolutePath();
        return bytes(resolved.toString(), ENCODING);
    }

    static byte[] bytes(String name, Charset encoding) throws CharacterCodingException {
        // A new encoder reports what it cannot encode.
        ByteBuffer encoded = encoding.newEncoder().encode(CharBuffer.wrap(name));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    /** The path that the bytes are; empty if they are no text in the encoding of file names, or the text is no path. */
    public static Optional<Path> path(byte[] bytes) {
        return text(bytes, ENCODING).flatMap(FileNames::path);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The text that the bytes are. Replacing what is none would make one text of different names (L11). */
    static Optional<String> text(byte[] bytes, Charset encoding) {
        try {
            return Optional.of(
                    encoding.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
