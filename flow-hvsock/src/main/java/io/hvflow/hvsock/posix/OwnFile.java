package io.hvflow.hvsock.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file by its device and inode, so that it can be removed and no other in its place. While the socket that was bound
 * to it is open, the inode is in use, so that the numbers cannot be those of a newer file.
 */
final class OwnFile {
    private static final String ASIDE = ".hvflow-";
    private static final Pattern SUFFIX =
            Pattern.compile("(.+)" + Pattern.quote(ASIDE) + "[0-9a-f]{8}", Pattern.DOTALL);

    private final Object key;

    private OwnFile(Object key) {
        this.key = key;
    }

    /** The file that is at the path now. */
    static OwnFile at(Path path) throws IOException {
        return new OwnFile(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }

    boolean isAt(Path path) throws IOException {
        return key.equals(at(path).key);
    }

    /**
     * Removes it from the path, if it is there. Whatever comes to the path between the look and the removal is not
     * removed: what is taken away is looked at once more, and another's goes back.
     *
     * @return whether it was there, and is not any more
     */
    boolean removeFrom(Path path) throws IOException {
        if (!isAt(path)) {
            return false;
        }
        Path aside = aside(path);
        Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        boolean mine = isAt(aside);
        if (!mine) {
            Files.createLink(path, aside); // unless a third has come, from whom nothing is taken either
        }
        Files.delete(aside);
        return mine;
    }

    /** Another name in the same directory, which nobody has: {@code x.sock.hvflow-0a1b2c3d}. */
    static Path aside(Path path) {
        return path.resolveSibling(path.getFileName() + ASIDE + number());
    }

    /** A short one, without that of the file: {@code .hvflow-0a1b2c3d}. */
    static Path asideShort(Path path) {
        return path.resolveSibling(ASIDE + number());
    }

    private static String number() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /** The path that a name is {@link #aside} of, or the path itself. */
    static Path place(Path path) {
        Matcher matcher = SUFFIX.matcher(path.toString());
        return matcher.matches() ? Path.of(matcher.group(1)) : path;
    }
}
