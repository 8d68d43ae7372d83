package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import java.time.Duration;

/** The socket options that families set. */
public final class SocketOptions {
    /** The longest that the kernel takes, by far; it refuses what does not fit its own clock with ERANGE. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(3650);

    private SocketOptions() {}

    /** How many bytes an AF_UNIX socket may have on their way to the peer; the kernel doubles and clamps it (socket(7)). */
    public static void sendBuffer(Descriptor socket, FlowAddress address, FlowOptions options) throws FlowException {
        if (options.windowSize().isPresent()) {
            int bytes = options.windowSize().getAsInt();
            int outcome = SocketCalls.setInt(socket, Linux.SOL_SOCKET, Linux.SO_SNDBUF, bytes);
            check("set the send buffer of", address, outcome);
        }
    }

    /** Has bytes that the peer sends as urgent read in their place, where it can send such ({@link SocketQuirks#UNIX}). */
    static void urgentBytes(Descriptor socket, FlowAddress address) throws FlowException {
        if (socket.quirks.urgentBytes()) {
            int outcome = SocketCalls.setInt(socket, Linux.SOL_SOCKET, Linux.SO_OOBINLINE, 1);
            check("have urgent bytes read in their place by", address, outcome);
        }
    }

    /** Sets one of an AF_VSOCK socket's 64-bit options. */
    public static void vsock(Descriptor socket, FlowAddress address, int option, long value) throws FlowException {
        check("set the buffer of", address, SocketCalls.setLongs(socket, Linux.AF_VSOCK, option, value));
    }

    /** One of an AF_VSOCK socket's 64-bit options, as the kernel has it. */
    public static long vsock(Descriptor socket, FlowAddress address, int option) throws FlowException {
        long value = SocketCalls.getLong(socket, Linux.AF_VSOCK, option);
        check("ask for the buffer of", address, (int) Math.min(value, 0));
        return value;
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
