package io.hvflow;

/**
 * What a transport can tell and carry, beyond moving bytes in order. Real hypervisor sockets lack some of it: the
 * rules that depend on it hold where a backend declares the capability. A framed flow ({@link FlowOptions#framing})
 * has all three over any transport.
 */
public enum Capability {
    /**
     * A stream that broke is an error at the reader, never an end of stream (R5, C8). AF_VSOCK and AF_UNIX lack it: when
     * a peer is killed, its stream ends like an orderly close (Linux, {@code virtio_transport_do_close}).
     */
    RESET_DETECTION,
    /**
     * After one end's {@code shutdownRead} the other end's writes fail (H7). AF_HYPERV lacks it: the guest driver does
     * not transmit it (Linux, {@code hvs_shutdown}).
     */
    PEER_SHUTDOWN_READ,
    /** After {@code shutdownWrite} the peer reads end of stream while the other direction goes on (H1 to H3). */
    HALF_CLOSE
}
