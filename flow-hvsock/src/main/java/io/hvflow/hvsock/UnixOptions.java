package io.hvflow.hvsock;

import io.hvflow.TransportOptions;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What only listening at a socket file has, which {@code unix:}, {@code hybrid:} and {@code hyperkit:} addresses do:
 *
 * <pre>{@code
 * FlowOptions.DEFAULTS.transport(
 *         UnixOptions.DEFAULTS.mode(PosixFilePermissions.fromString("rw-rw----")).takeOverStale(true));
 * }</pre>
 *
 * <p>Connecting and abstract names disregard them. Immutable, with value equality.
 */
public final class UnixOptions implements TransportOptions {
    /**
     * What applies where nothing else is said: the umask decides the mode, and a file that exists is never replaced.
     */
    public static final UnixOptions DEFAULTS = new UnixOptions(Optional.empty(), false);

    private final Optional<Set<PosixFilePermission>> mode;
    private final boolean takeOverStale;

    private UnixOptions(Optional<Set<PosixFilePermission>> mode, boolean takeOverStale) {
        this.mode = mode;
        this.takeOverStale = takeOverStale;
    }

    /**
     * The mode of the socket file.
     *
     * @return what was asked for; empty for 0777 without the bits of the umask, which is usually 0755: only this user
     *     connects
     */
    public Optional<Set<PosixFilePermission>> mode() {
        return mode;
    }

    /**
     * These options with a mode of the socket file: exactly this one, whatever the umask. The file has it before
     * anybody can connect. To connect takes write permission on the file, and search permission on the directories on
     * the way; to keep others out, a directory of mode 0700 serves on every system.
     *
     * @param permissions the permissions, such as of {@code PosixFilePermissions.fromString("rw-rw----")}
     * @return the changed options
     */
    public UnixOptions mode(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> copy = EnumSet.noneOf(PosixFilePermission.class);
        copy.addAll(permissions);
        return new UnixOptions(Optional.of(Set.copyOf(copy)), takeOverStale);
    }

    /**
     * Whether a stale socket file is replaced.
     *
     * @return false unless it was asked for
     */
    public boolean takeOverStale() {
        return takeOverStale;
    }

    /**
     * These options with or without taking over a stale socket file: one that a process left behind which ended without
     * closing its listener. It is replaced only if it is a socket, if a connect there is refused, and if it is still
     * the same file then; otherwise listening fails as it does without this option, and nothing is touched. A server
     * that does listen sees one connection that ends at once. Where several processes take over the same file at once,
     * one gets it, and the others learn that somebody listens. It needs read permission on the directory, and may wait
     * for a second for another process that takes over a file in it.
     *
     * <p>A program that has bound a socket and does not listen yet cannot be told from one that is gone: use this for
     * files that belong to one service.
     *
     * @param wanted whether to
     * @return the changed options
     */
    public UnixOptions takeOverStale(boolean wanted) {
        return new UnixOptions(mode, wanted);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixOptions that && mode.equals(that.mode) && takeOverStale == that.takeOverStale;
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, takeOverStale);
    }

    @Override
    public String toString() {
        return "UnixOptions[mode=" + mode.map(PosixFilePermissions::toString).orElse("by the umask")
                + ", takeOverStale=" + takeOverStale + "]";
    }
}
