package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import java.time.Duration;

/** The socket options that families set. */
public final class SocketOptions {
    /** The longest that the kernel takes, by far; it refuses what does not fit its own clock with ERANGE. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(3650);

    private SocketOptions() {}

    /** How many bytes an AF_UNIX socket may have on their way to the peer; the kernel doubles and clamps it (socket(7)). */
    public static void sendBuffer(Descriptor socket, FlowAddress address, int bytes) throws FlowException {
        check("set the send buffer of", address, SocketCalls.setInt(socket, Linux.SOL_SOCKET, Linux.SO_SNDBUF, bytes));
    }

    /** How many bytes an AF_VSOCK socket lets its peer send ahead. */
    public static void vsockBuffer(Descriptor socket, FlowAddress address, int bytes) throws FlowException {
        // The size is silently clamped to these two, so they come first.
        vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_MAX_SIZE, Math.max(bytes, 1));
        vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_MIN_SIZE, Math.min(bytes, 128));
        vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_SIZE, bytes);
    }

    private static void vsock(Descriptor socket, FlowAddress address, int option, long value) throws FlowException {
        check("set the window of", address, SocketCalls.setLongs(socket, Linux.AF_VSOCK, option, value));
    }

    /** How long the kernel tries to connect an AF_VSOCK socket; 2 s if nothing is said. */
    public static void vsockConnectTimeout(Descriptor socket, FlowAddress address, Duration timeout)
            throws FlowException {
        Duration bounded = timeout.compareTo(LONGEST_TIMEOUT) < 0 ? timeout : LONGEST_TIMEOUT;
        long micros = bounded.getNano() / 1000;
        int outcome = SocketCalls.setLongs(
                socket, Linux.AF_VSOCK, Linux.SO_VM_SOCKETS_CONNECT_TIMEOUT, bounded.getSeconds(), micros);
        check("set the connect time-out of", address, outcome);
    }

    private static void check(String operation, FlowAddress address, int outcome) throws FlowException {
        if (outcome < 0) {
            throw Failures.other(operation, address, -outcome);
        }
    }
}
