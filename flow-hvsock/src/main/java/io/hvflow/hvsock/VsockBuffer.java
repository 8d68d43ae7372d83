package io.hvflow.hvsock;

import io.hvflow.FlowException;
import io.hvflow.VsockAddress;
import io.hvflow.hvsock.posix.Descriptor;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.SocketOptions;
import java.util.OptionalInt;

/**
 * The receive buffer of an AF_VSOCK socket, which is the credit that its peer gets, and the bounds that the kernel keeps it in.
 *
 * @param min no size goes below it
 * @param size the credit in bytes
 * @param max no size goes above it
 */
record VsockBuffer(long min, long size, long max) {
    /**
     * The least that {@link io.hvflow.FlowOptions#windowSize} makes of it. Linux 6.1.176 also
     * sends no more than this ahead of what the peer is known to have taken, and vhost-device-vsock 0.3.0 tells what it has taken after
     * each 49,152 bytes only: measured with socat, a buffer of 4,096, 16,384 or 49,152 bytes stalls for good once it is full.
     */
    static final int LEAST_WINDOW = 1 << 16;

    /** As the socket has it. */
    static VsockBuffer of(Descriptor socket, VsockAddress address) throws FlowException {
        return new VsockBuffer(
                SocketOptions.vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_MIN_SIZE),
                SocketOptions.vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_SIZE),
                SocketOptions.vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_MAX_SIZE));
    }

    /** What is asked for, and what must follow for it to hold: a size that is given moves bounds that are not. */
    VsockBuffer changed(VsockOptions asked, OptionalInt window) {
        long least = asked.bufferMinSize().orElse(0);
        long most = asked.bufferMaxSize().orElse(VsockOptions.MAX_SIZE);
        long wanted = asked.bufferSize().orElse(window.isPresent() ? Math.max(window.getAsInt(), LEAST_WINDOW) : size);
        long bounded = Math.clamp(wanted, least, most);
        return new VsockBuffer(
                asked.bufferMinSize().orElse(Math.min(min, bounded)),
                bounded,
                asked.bufferMaxSize().orElse(Math.max(max, bounded)));
    }

    /** Has the socket take it. The kernel changes silently what it does not like, so that it is asked afterwards. */
    void set(Descriptor socket, VsockAddress address) throws FlowException {
        // In this order each finds room between the bounds that are there by then.
        SocketOptions.vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_MAX_SIZE, max);
        SocketOptions.vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_MIN_SIZE, min);
        SocketOptions.vsock(socket, address, Linux.SO_VM_SOCKETS_BUFFER_SIZE, size);
        VsockBuffer effective = of(socket, address);
        if (!effective.equals(this)) {
            throw new FlowException(
                    "set the buffer of", address, "the kernel makes " + effective + " of " + this + "; ask for that");
        }
    }

    @Override
    public String toString() {
        return size + " bytes (from " + min + " to " + max + ")";
    }
}
