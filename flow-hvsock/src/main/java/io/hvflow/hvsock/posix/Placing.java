package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Makes an AF_UNIX socket listen at a file that others see only when it accepts connections, with its mode (L12).
 *
 * <p>bind(2) makes the file, and until listen(2) whoever finds it is refused. So the socket is bound to another name in
 * the same directory, listens, and is then linked to its place, which replaces nothing; the first name goes. The system
 * keeps that first name as the socket's own: getpeername(2) of clients and {@code ss -xl} show {@code x.sock.hvflow-<8
 * digits>}, or {@code /proc/self/fd/<number>/.hvflow-<8 digits>} where that would be too long. Where the file system has no hard links,
 * or a policy allows the place alone, the socket is bound in its place; then nothing stands between the two calls but the
 * mode.
 */
final class Placing<A extends FlowAddress> {
    private final PosixFamily<A> family;
    private final A address;
    private final FlowOptions options;
    private final SocketPlace place;

    Placing(PosixFamily<A> family, A address, FlowOptions options, SocketPlace place) {
        this.family = family;
        this.address = address;
        this.options = options;
        this.place = place;
    }

    /**
     * A socket that listens.
     *
     * @param file its file
     */
    record Placed(Descriptor socket, OwnFile file) {}

    /** Binds and listens, or leaves nothing behind; {@code name} is the place's. */
    Placed perform(byte[] name) throws IOException {
        try {
            Placed placed = linked();
            return placed == null ? bound(name) : placed;
        } catch (FileSystemException e) {
            FlowException thrown = new FlowException("listen", address, "the socket file was interfered with: " + e);
            thrown.initCause(e);
            throw thrown;
        }
    }

    /** By way of another name; null if that does not go here, for a reason that the place itself will give better. */
    private @Nullable Placed linked() throws IOException {
        if (place.file().getFileName() == null) {
            return null;
        }
        Path hidden = OwnFile.aside(place.file());
        byte[] name = FileNames.bytes(hidden);
        if (name.length <= SocketName.MAX_PATH) {
            return linked(hidden, name);
        }
        // By way of the directory's number the name is short, whatever directory and file are called.
        Path shorter = OwnFile.asideShort(place.file());
        Path parent = shorter.getParent();
        int directory = SocketCalls.openFile(FileNames.bytes(parent == null ? Path.of(".") : parent));
        try {
            return directory < 0
                    ? null
                    : linked(
                            shorter,
                            FileNames.bytes(Path.of("/proc/self/fd/" + directory + "/" + shorter.getFileName())));
        } finally {
            Descriptor.closeNumber(directory);
        }
    }

    private @Nullable Placed linked(Path hidden, byte[] name) throws IOException {
        Descriptor socket = PosixListenSocket.open(family, address, options);
        boolean hasFile = false;
        OwnFile file = null;
        Placed placed = null;
        try {
            if (SocketCalls.bind(socket, SocketName.unix(name)) < 0) {
                return null;
            }
            hasFile = true;
            file = OwnFile.at(hidden);
            setMode(hidden);
            checked(SocketCalls.listen(socket, options.backlog()));
            if (take(() -> link(hidden))) {
                Files.deleteIfExists(hidden);
                hasFile = false;
                placed = new Placed(socket, file);
            }
            return placed;
        } finally {
            if (placed == null) {
                undo(socket, hasFile ? hidden : null, file);
            }
        }
    }

    /**
     * In the place itself. While it does not listen yet, whoever takes over would find it stale: so one that takes over itself
     * has the directory's lock all the time.
     */
    Placed bound(byte[] name) throws IOException {
        if (!place.takeOverStale()) {
            return bound(socket -> take(() -> bind(socket, name)));
        }
        try (DirectoryLock _ = DirectoryLock.of(address, place.file())) {
            return bound(socket -> takeLocked(() -> bind(socket, name)));
        }
    }

    private interface Binding {
        boolean bind(Descriptor socket) throws IOException;
    }

    private Placed bound(Binding binding) throws IOException {
        Descriptor socket = PosixListenSocket.open(family, address, options);
        boolean hasFile = false;
        OwnFile file = null;
        Placed placed = null;
        try {
            // Refused, as it has no name yet; but what the next call needs is loaded, which takes milliseconds when
            // cold.
            SocketCalls.listen(socket, options.backlog());
            hasFile = binding.bind(socket);
            setMode(place.file());
            checked(SocketCalls.listen(socket, options.backlog()));
            file = OwnFile.at(place.file());
            placed = new Placed(socket, file);
            return placed;
        } finally {
            if (placed == null) {
                undo(socket, hasFile ? place.file() : null, file);
            }
        }
    }

    /** Whatever was thrown: removes the file that was bound, the one in the place, and the socket. */
    private void undo(Descriptor socket, @Nullable Path bound, @Nullable OwnFile file) {
        try {
            if (bound != null) {
                Files.deleteIfExists(bound);
            }
        } catch (IOException e) {
            // What this process may not remove stays, as at a close.
        } finally {
            try {
                if (file != null) {
                    remove(file);
                }
            } finally {
                socket.close();
            }
        }
    }

    /** Closes what has been placed, and removes its file. */
    void undo(Placed placed) {
        undo(placed.socket(), null, placed.file());
    }

    /** Removes the file from its place, if it is still there. */
    void remove(OwnFile file) {
        try {
            file.removeFrom(place.file());
        } catch (IOException e) {
            // It has been removed already, or this process may not remove it: there is nothing more to free, and
            // whoever listens there next learns that the file exists.
        }
    }

    private interface Attempt {
        /** False if something is in the place. */
        Outcome perform() throws IOException;
    }

    private enum Outcome {
        DONE,
        TAKEN,
        IMPOSSIBLE
    }

    /** False if it is not possible in this way. */
    private boolean take(Attempt attempt) throws IOException {
        Outcome outcome = attempt.perform();
        if (outcome == Outcome.TAKEN && place.takeOverStale()) {
            try (DirectoryLock _ = DirectoryLock.of(address, place.file())) {
                return takeLocked(attempt);
            }
        }
        return done(outcome);
    }

    /** As {@link #take}, with the directory's lock. */
    private boolean takeLocked(Attempt attempt) throws IOException {
        Outcome outcome = attempt.perform();
        if (outcome == Outcome.TAKEN) {
            new StaleFile(address, place.file()).remove();
            outcome = attempt.perform();
        }
        return done(outcome);
    }

    private boolean done(Outcome outcome) throws IOException {
        if (outcome == Outcome.TAKEN) {
            throw Failures.listen(family, address, Errno.EADDRINUSE);
        }
        return outcome == Outcome.DONE;
    }

    private Outcome link(Path hidden) {
        try {
            Files.createLink(place.file(), hidden);
            return Outcome.DONE;
        } catch (FileAlreadyExistsException e) {
            return Outcome.TAKEN;
        } catch (IOException | UnsupportedOperationException e) {
            return Outcome.IMPOSSIBLE;
        }
    }

    private Outcome bind(Descriptor socket, byte[] name) throws IOException {
        int outcome = SocketCalls.bind(socket, name);
        if (outcome == -Errno.EADDRINUSE) {
            return Outcome.TAKEN;
        }
        checked(outcome);
        return Outcome.DONE;
    }

    private void setMode(Path path) throws FlowException {
        if (place.mode().isEmpty()) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, place.mode().get());
        } catch (IOException | UnsupportedOperationException e) {
            FlowException thrown = new FlowException(
                    "listen",
                    address,
                    "the mode of the socket file cannot be made "
                            + PosixFilePermissions.toString(place.mode().get()) + ": " + e);
            thrown.initCause(e);
            throw thrown;
        }
    }

    private void checked(int outcome) throws IOException {
        if (outcome < 0) {
            throw Failures.listen(family, address, -outcome);
        }
    }
}
