package io.hvflow.hvsock.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/** Sockets as bare numbers, as a process finds them that inherits them. */
public final class RawSocket {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_OOB = 1;

    private RawSocket() {}

    /** A blocking stream socket that is passed on to children. */
    public static int open(int domain) {
        return socket(domain, Linux.SOCK_STREAM);
    }

    public static int inet() {
        return socket(AF_INET, Linux.SOCK_STREAM);
    }

    public static int datagram() {
        return socket(Linux.AF_UNIX, SOCK_DGRAM);
    }

    private static int socket(int domain, int type) {
        try (Scratch scratch = Scratch.take()) {
            return done(Libc.socket(scratch.errno, domain, type, 0));
        }
    }

    /** A number without a descriptor, for now: that of one that was just closed. */
    public static int closed() {
        int number = open(Linux.AF_UNIX);
        close(number);
        return number;
    }

    public static int listening(int domain, byte[] name) {
        int number = open(domain);
        done(SocketCalls.bind(view(number), name));
        done(SocketCalls.listen(view(number), 8));
        return number;
    }

    public static int connected(Path path) {
        return connected(Linux.AF_UNIX, name(path));
    }

    /** From a name of its own, any bytes, where a zero byte in front makes it abstract. */
    public static int connected(byte[] own, byte[] to) {
        int number = open(Linux.AF_UNIX);
        bind(number, own);
        done(SocketCalls.connect(view(number), name(to)));
        return number;
    }

    /** Gives it a name: any bytes, where a zero byte in front makes it abstract. */
    public static void bind(int number, byte[] own) {
        done(SocketCalls.bind(view(number), name(own)));
    }

    private static byte[] name(byte[] bytes) {
        return bytes[0] == 0
                ? SocketName.unixAbstract(Arrays.copyOfRange(bytes, 1, bytes.length))
                : SocketName.unix(bytes);
    }

    /** The name of the socket at a path. */
    public static byte[] name(Path path) {
        try {
            return SocketName.unix(FileNames.bytes(path));
        } catch (CharacterCodingException e) {
            throw new AssertionError(e);
        }
    }

    public static int connected(int domain, byte[] name) {
        int number = open(domain);
        int outcome = SocketCalls.connect(view(number), name);
        if (outcome < 0) {
            close(number);
        }
        done(outcome);
        return number;
    }

    public static int accepted(int listening) {
        try (Scratch scratch = Scratch.take()) {
            MemorySegment length = SocketCalls.putLength(scratch);
            return done(Libc.accept4(scratch.errno, listening, scratch.memory, length, 0));
        }
    }

    /** Sends a byte as urgent; false where the kernel has no such thing for these sockets. */
    public static boolean sendUrgent(int number, int value) {
        try (Scratch scratch = Scratch.take()) {
            scratch.memory.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            int outcome = Libc.send(scratch.errno, number, scratch.memory, 1, MSG_OOB | Linux.MSG_NOSIGNAL);
            return outcome != -Errno.EOPNOTSUPP && done(outcome) == 1;
        }
    }

    public static void send(int number, String text) {
        try (Scratch scratch = Scratch.take()) {
            scratch.memory.setString(0, text, StandardCharsets.ISO_8859_1);
            done(Libc.send(scratch.errno, number, scratch.memory, text.length(), Linux.MSG_NOSIGNAL));
        }
    }

    public static void shutdownWrite(int number) {
        done(SocketCalls.shutdown(view(number), Linux.SHUT_WR));
    }

    public static byte[] name(int number) {
        return SocketCalls.name(view(number));
    }

    public static byte[] peerName(int number) {
        return Objects.requireNonNull(SocketCalls.peerName(view(number)), "not connected");
    }

    /** How long the kernel tries to connect an AF_VSOCK socket. */
    public static Duration connectTimeout(int number) {
        try (Scratch scratch = Scratch.take()) {
            MemorySegment length = scratch.memory.asSlice(2 * Long.BYTES);
            length.set(ValueLayout.JAVA_INT, 0, 2 * Long.BYTES);
            done(Libc.getsockopt(
                    scratch.errno,
                    number,
                    Linux.AF_VSOCK,
                    Linux.SO_VM_SOCKETS_CONNECT_TIMEOUT,
                    scratch.memory,
                    length));
            return Duration.ofSeconds(scratch.memory.get(ValueLayout.JAVA_LONG, 0))
                    .plusNanos(1000 * scratch.memory.get(ValueLayout.JAVA_LONG, Long.BYTES));
        }
    }

    public static void close(int number) {
        Descriptor.closeNumber(number);
    }

    /** One of an AF_VSOCK socket's options. */
    public static long option(int number, int option) {
        return SocketCalls.getLong(view(number), Linux.AF_VSOCK, option);
    }

    /** To call what takes a descriptor; it is not to be closed. */
    public static Descriptor view(int number) {
        return new Descriptor(number, SocketQuirks.UNIX);
    }

    /** Whether programs that are started get it. */
    public static boolean isPassedOn(int number) throws IOException {
        return (flags(number) & Linux.SOCK_CLOEXEC) == 0;
    }

    public static boolean isBlocking(int number) throws IOException {
        return (flags(number) & Linux.SOCK_NONBLOCK) == 0;
    }

    private static int flags(int number) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + number))) {
            if (line.startsWith("flags:")) {
                return Integer.parseInt(line.substring("flags:".length()).strip(), 8);
            }
        }
        throw new AssertionError("no flags of " + number);
    }

    private static int done(int outcome) {
        if (outcome < 0) {
            throw new AssertionError(Errno.nativeError(-outcome).toString());
        }
        return outcome;
    }
}
