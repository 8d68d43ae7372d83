package io.hvflow.hvsock.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sockets as bare numbers, as a process finds them that inherits them. */
public final class RawSocket {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

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
        Scratch scratch = Scratch.take();
        try {
            return done(Libc.socket(scratch.errno, domain, type, 0));
        } finally {
            scratch.give();
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
        int number = open(Linux.AF_UNIX);
        done(SocketCalls.connect(view(number), SocketName.unix(path)));
        return number;
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
        return new Descriptor(number, false);
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
