package io.hvflow.hvsock.posix;

/**
 * In what the sockets of one family are not the stream sockets that POSIX describes, and what is done about it.
 *
 * @param silentWriters whether poll(2) and epoll(7) may leave a blocked writer waiting though a write would tell that the peer
 *     reads no more: such writers look again by themselves
 * @param resetsWhenUnread whether closing a socket with bytes unread resets the peer's stream, in place of ending it: such bytes are
 *     taken first
 * @param largestSend the most bytes that one send(2) is given, because more of them may not arrive
 */
public record SocketQuirks(boolean silentWriters, boolean resetsWhenUnread, int largestSend) {

    /**
     * AF_UNIX. A socket that is closed with bytes unread gives its peer ECONNRESET in place of the end of stream
     * (unix_release_sock).
     */
    public static final SocketQuirks UNIX = new SocketQuirks(false, true, Integer.MAX_VALUE);

    /**
     * AF_VSOCK.
     *
     * <p>When the peer shuts down reading, the next send gives EPIPE; but vsock_poll (net/vmw_vsock/af_vsock.c) asks only for
     * room, of which there will be none again, and never says POLLOUT. The same holds when the peer closes while there are
     * bytes to read here. Measured on 6.1 and 6.12 over the loopback transport.
     *
     * <p>A send makes packets of up to 65,536 bytes. Linux since 6.17, and 6.12 by now, puts one that does not fit into 32 KiB together
     * with the kernel's own bookkeeping into several buffers (virtio_vsock_alloc_skb), and some devices take a packet from one
     * only: they drop what is sent so without a word, and never give its place in the queue back, so that after some forty
     * packets nothing leaves the guest any more. Measured with socat on 6.12.117 and vhost-device-vsock 0.3.0: 32,768 bytes arrive, and of 32,769
     * none; the same is told of libkrun (issues 535 and 674) and Cloud Hypervisor (issue 7672). At 32,768 it still hangs on whether the
     * kernel finds that much memory in one piece. A send of 31,744 bytes is one buffer always, with pages of 4 KiB.
     */
    public static final SocketQuirks VSOCK = new SocketQuirks(true, false, 31 << 10);
}
