package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Connects POSIX stream sockets, within a deadline; an attempt that fails leaves nothing behind (L6). */
public final class Connector {
    // A full backlog of an AF_UNIX listener is EAGAIN, and nothing tells when there is room: look again, soon at first.
    private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36500);

    private Connector() {}

    /** When the connect time-out will be over that begins now. */
    public static long deadline(FlowOptions options) {
        Duration timeout = options.connectTimeout();
        return timeout.compareTo(LONGEST_TIMEOUT) > 0 ? Waiter.NEVER : System.nanoTime() + timeout.toNanos();
    }

    /**
     * Connects.
     *
     * @param deadline as {@link #deadline} told when the whole attempt began
     */
    public static <A extends FlowAddress> PosixStreamSocket connect(
            PosixFamily<A> family, A address, FlowOptions options, long deadline) throws IOException {
        byte[] name = family.connectName(address, options);
        for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            Descriptor socket = new Descriptor(family.quirks());
            boolean connected = false;
            try {
                open(socket, family, address);
                SocketOptions.urgentBytes(socket, address);
                family.configure(socket, address, options);
                family.connectTimeout(socket, address, options.connectTimeout());
                int errno = attempt(socket, name, address, options, deadline);
                if (errno == 0) {
                    A local = family.local(address, SocketCalls.name(socket));
                    PosixStreamSocket made = new PosixStreamSocket(socket, local, address);
                    connected = true;
                    return made;
                }
                // A signal ends an AF_VSOCK attempt for good, and the peer may have seen it: that socket is spent.
                if (errno != Errno.EAGAIN && errno != Errno.EINTR) {
                    throw Failures.connect(family, address, errno);
                }
            } finally {
                if (!connected) {
                    socket.close();
                }
            }
            pause(address, options, pause, deadline);
        }
    }

    private static <A extends FlowAddress> void open(Descriptor socket, PosixFamily<A> family, A address)
            throws IOException {
        int outcome = socket.adopt(SocketCalls.open(family.domain()));
        if (outcome < 0) {
            throw Failures.connect(family, address, -outcome);
        }
    }

    /** Returns 0 when connected, or the error number. */
    private static int attempt(Descriptor socket, byte[] name, FlowAddress address, FlowOptions options, long deadline)
            throws IOException {
        int errno = -SocketCalls.connect(socket, name);
        if (errno != Errno.EINPROGRESS) {
            return errno;
        }
        Waiter waiter = new DescriptorWaiting(socket).waiter(Readiness.WRITABLE);
        while (!SocketCalls.isConnectOver(socket)) {
            checkGoOn(address, "no answer", options, deadline);
            waiter.await(deadline);
        }
        return SocketCalls.pendingError(socket);
    }

    private static void pause(FlowAddress address, FlowOptions options, long nanos, long deadline) throws IOException {
        checkGoOn(address, "no room among those that wait to be accepted", options, deadline);
        long left = deadline == Waiter.NEVER ? nanos : deadline - System.nanoTime();
        LockSupport.parkNanos(Connector.class, Math.min(nanos, left));
    }

    private static void checkGoOn(FlowAddress address, String missing, FlowOptions options, long deadline)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("connect " + address + ": interrupted while waiting");
        }
        if (deadline != Waiter.NEVER && deadline - System.nanoTime() <= 0) {
            throw Failures.late(address, missing, options.connectTimeout());
        }
    }
}
