package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The calls by which sockets are made and set up, which is everything but moving bytes. The callers are inside the
 * descriptor, or the only ones that know of it. Results are 0 or more, or a negated error number.
 */
final class SocketCalls {
    /** Where the length of a name stands in scratch memory, behind the name. */
    private static final int LENGTH = SocketName.MAX_SIZE;

    private SocketCalls() {}

    /** The number of a new stream socket; it is for a descriptor that is there already ({@link Descriptor#adopt}). */
    static int open(int domain) {
        int type = Linux.SOCK_STREAM | Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;
        return with(scratch -> Libc.socket(scratch.errno, domain, type, 0));
    }

    static int connect(Descriptor socket, byte[] name) {
        return with(scratch -> Libc.connect(scratch.errno, socket.number(), put(scratch, name), name.length));
    }

    static int bind(Descriptor socket, byte[] name) {
        return with(scratch -> Libc.bind(scratch.errno, socket.number(), put(scratch, name), name.length));
    }

    static int listen(Descriptor socket, int backlog) {
        return with(scratch -> Libc.listen(scratch.errno, socket.number(), backlog));
    }

    static int shutdown(Descriptor socket, int how) {
        return with(scratch -> Libc.shutdown(scratch.errno, socket.number(), how));
    }

    /** The name that the socket itself has. */
    static byte[] name(Descriptor socket) {
        try (Scratch scratch = Scratch.take()) {
            MemorySegment length = putLength(scratch);
            int outcome = Libc.getsockname(scratch.errno, socket.number(), scratch.memory, length);
            return outcome == 0 ? name(scratch) : new byte[0];
        }
    }

    /** The name that the peer of a connected socket has; null if it is not connected. */
    static byte @Nullable [] peerName(Descriptor socket) {
        try (Scratch scratch = Scratch.take()) {
            MemorySegment length = putLength(scratch);
            int outcome = Libc.getpeername(scratch.errno, socket.number(), scratch.memory, length);
            return outcome == 0 ? name(scratch) : null;
        }
    }

    /** Asks for something that an ioctl(2) does with a number, or none. */
    static int control(Descriptor descriptor, long request, int argument) {
        return with(scratch -> {
            scratch.memory.set(JAVA_INT, 0, argument);
            return Libc.ioctl(scratch.errno, descriptor.number(), request, scratch.memory);
        });
    }

    /** Opens a file for reading, by the bytes of its path; returns its number. */
    static int openFile(byte[] path) {
        return with(scratch -> {
            MemorySegment.copy(path, 0, scratch.memory, JAVA_BYTE, 0, path.length);
            scratch.memory.set(JAVA_BYTE, path.length, (byte) 0);
            return Libc.open(scratch.errno, scratch.memory, Linux.O_RDONLY | Linux.O_CLOEXEC);
        });
    }

    /** Takes the lock of an open file for this number alone, if nobody has it. */
    static int lock(int number) {
        return with(scratch -> Libc.flock(scratch.errno, number, Linux.LOCK_EX | Linux.LOCK_NB));
    }

    /** Has room for a name of a socket in front; returns where its length goes. */
    static MemorySegment putLength(Scratch scratch) {
        scratch.memory.set(JAVA_INT, LENGTH, SocketName.MAX_SIZE);
        return scratch.memory.asSlice(LENGTH);
    }

    /** The name that a call left in scratch memory, after {@link #putLength}. */
    static byte[] name(Scratch scratch) {
        int length = Math.min(scratch.memory.get(JAVA_INT, LENGTH), SocketName.MAX_SIZE);
        byte[] name = new byte[length];
        MemorySegment.copy(scratch.memory, JAVA_BYTE, 0, name, 0, length);
        return name;
    }

    private static MemorySegment put(Scratch scratch, byte[] name) {
        MemorySegment.copy(name, 0, scratch.memory, JAVA_BYTE, 0, name.length);
        return scratch.memory;
    }

    /** Whether a connect has ended, one way or the other. */
    static boolean isConnectOver(Descriptor socket) {
        try (Scratch scratch = Scratch.take()) {
            return isReady(scratch, socket, Linux.POLLOUT);
        }
    }

    /** Whether the socket has one of the events now, an error or a hang-up. */
    static boolean isReady(Scratch scratch, Descriptor socket, int events) {
        scratch.memory.set(JAVA_LONG, 0, 0);
        scratch.memory.set(JAVA_INT, 0, socket.number());
        scratch.memory.set(JAVA_BYTE, Linux.POLLFD_EVENTS, (byte) events);
        return Libc.poll(scratch.errno, scratch.memory, 1, 0) > 0;
    }

    /** The error that the socket has met in the background, which this takes from it; 0 if none. */
    static int pendingError(Descriptor socket) {
        return Math.abs(getInt(socket.number(), Linux.SOL_SOCKET, Linux.SO_ERROR));
    }

    /** An option whose value is a 32-bit number that is not negative. */
    static int getInt(int number, int level, int option) {
        return (int) get(number, level, option, Integer.BYTES);
    }

    /** An option whose value is a 64-bit number that is not negative. */
    static long getLong(Descriptor socket, int level, int option) {
        return get(socket.number(), level, option, Long.BYTES);
    }

    private static long get(int number, int level, int option, int size) {
        try (Scratch scratch = Scratch.take()) {
            scratch.memory.set(JAVA_LONG, 0, 0);
            scratch.memory.set(JAVA_INT, LENGTH, size);
            MemorySegment length = scratch.memory.asSlice(LENGTH);
            int outcome = Libc.getsockopt(scratch.errno, number, level, option, scratch.memory, length);
            // Both platforms are little-endian, so that the smaller value is the lower half.
            return outcome < 0 ? outcome : scratch.memory.get(JAVA_LONG, 0);
        }
    }

    /** An option whose value is several 32-bit numbers, of which it fills in as many as there is room for. */
    static int getInts(Scratch scratch, Descriptor socket, int level, int option, int[] values) {
        scratch.memory.set(JAVA_INT, LENGTH, values.length * Integer.BYTES);
        MemorySegment length = scratch.memory.asSlice(LENGTH);
        int outcome = Libc.getsockopt(scratch.errno, socket.number(), level, option, scratch.memory, length);
        MemorySegment.copy(scratch.memory, JAVA_INT, 0, values, 0, values.length);
        return outcome;
    }

    /** Sets an option whose value is a 32-bit number. */
    static int setInt(Descriptor socket, int level, int option, int value) {
        return with(scratch -> {
            scratch.memory.set(JAVA_INT, 0, value);
            return Libc.setsockopt(scratch.errno, socket.number(), level, option, scratch.memory, Integer.BYTES);
        });
    }

    /** Sets an option whose value is 64-bit numbers. */
    static int setLongs(Descriptor socket, int level, int option, long... values) {
        return with(scratch -> {
            MemorySegment.copy(values, 0, scratch.memory, JAVA_LONG, 0, values.length);
            int size = values.length * Long.BYTES;
            return Libc.setsockopt(scratch.errno, socket.number(), level, option, scratch.memory, size);
        });
    }

    private static int with(ToIntFunction<Scratch> call) {
        try (Scratch scratch = Scratch.take()) {
            return call.applyAsInt(scratch);
        }
    }
}
