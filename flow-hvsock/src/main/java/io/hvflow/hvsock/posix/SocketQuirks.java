package io.hvflow.hvsock.posix;

import java.util.function.BooleanSupplier;

/**
 * In what the sockets of one family are not the stream sockets that POSIX describes, and what is done about it.
 *
 * @param blockedWriters how a blocked writer learns that the peer reads no more
 * @param resetsWhenUnread whether closing a socket with bytes unread resets the peer's stream, in place of ending it: such bytes are
 *     taken first
 * @param urgentBytes whether the peer can send bytes as urgent (MSG_OOB): they are read in their place, as any others
 * @param fullOnNoBuffers whether ENOBUFS of a send says that the system has no memory now, and not that the stream broke
 * @param errorAtEnd whether some kernels report EIO in place of the end of stream
 * @param largestSend the most bytes that one send(2) is given, because more of them may not arrive
 */
public record SocketQuirks(
        BlockedWriters blockedWriters,
        boolean resetsWhenUnread,
        boolean urgentBytes,
        boolean fullOnNoBuffers,
        boolean errorAtEnd,
        int largestSend) {

    /**
     * How a blocked writer learns that the peer reads no more, where poll(2) and epoll(7) say nothing of it: it must ask from
     * time to time.
     */
    public enum BlockedWriters {
        /** The system reports it. */
        REPORTED,
        /** By a send of no bytes: so thousands of blocked writers can be asked for without one of them being woken. */
        ASK,
        /** By writing again. */
        TRY
    }

    /**
     * AF_UNIX. A socket that is closed with bytes unread gives its peer ECONNRESET in place of the end of stream
     * (unix_release_sock).
     *
     * <p>When the peer shuts down reading, the next send gives EPIPE, also one of no bytes (unix_stream_sendmsg asks for
     * SEND_SHUTDOWN before it looks at the length); but unix_poll asks only for room, and says nothing while there is none.
     * Measured on 6.18. A peer of this library takes what has arrived, which makes room; others do not.
     *
     * <p>Since Linux 5.15 a byte can be sent with MSG_OOB (CONFIG_AF_UNIX_OOB). Unless the reader asked for SO_OOBINLINE
     * (socket(7)), poll(2) says POLLIN of it while a peek finds nothing, as often as it is asked, and a read drops the byte.
     *
     * <p>A send for which the system has no memory fails with ENOBUFS and has sent nothing (sock_alloc_send_pskb).
     */
    public static final SocketQuirks UNIX =
            new SocketQuirks(BlockedWriters.ASK, true, true, true, false, Integer.MAX_VALUE);

    /**
     * AF_VSOCK.
     *
     * <p>When the peer shuts down reading, the next send gives EPIPE; but vsock_poll (net/vmw_vsock/af_vsock.c) asks only for
     * room, of which there will be none again, and never says POLLOUT. The same holds when the peer closes while there are
     * bytes to read here. Measured on 6.1 and 6.12 over the loopback transport.
     *
     * <p>ENOBUFS is how virtio-vsock ends a stream whose receiver had too many small packets queued. MSG_OOB is refused.
     *
     * <p>Kernels with commit f0c5827d07cb and without its correction (Linux 6.17 and later, until April 2026) report EIO in place
     * of the end of stream over the transport of Hyper-V, hv_sock: microsoft/OHCL-Linux-Kernel pull request 124,
     * microsoft/WSL2-Linux-Kernel pull request 257. That transport has no other use for EIO but a packet of the host's that is
     * longer than it may be, and no other transport reports EIO to a reader; so on Hyper-V's guests EIO of a read is the end, and
     * elsewhere it stays an error (R5).
     *
     * <p>A send makes packets of up to 65,536 bytes. Linux since 6.17, and 6.12 by now, puts one that does not fit into 32 KiB together
     * with the kernel's own bookkeeping into several buffers (virtio_vsock_alloc_skb), and some devices take a packet from one
     * only: they drop what is sent so without a word, and never give its place in the queue back, so that after some forty
     * packets nothing leaves the guest any more. Measured with socat on 6.12.117 and vhost-device-vsock 0.3.0: 32,768 bytes arrive, and of 32,769
     * none; the same is told of libkrun (issues 535 and 674) and Cloud Hypervisor (issue 7672). At 32,768 it still hangs on whether the
     * kernel finds that much memory in one piece. A send of 31,744 bytes is one buffer always, with pages of 4 KiB.
     */
    public static final SocketQuirks VSOCK = new SocketQuirks(BlockedWriters.TRY, false, false, false, true, 31 << 10);

    /** Whether poll(2) and epoll(7) may leave a blocked writer waiting though a write would report something. */
    boolean silent() {
        return blockedWriters != BlockedWriters.REPORTED;
    }

    /**
     * Whether a read has met the end of the stream.
     *
     * @param outcome what it returned, or its error number negated
     * @param onHyperv whether this machine is a guest of Hyper-V, asked only where it matters
     */
    boolean isEnd(int outcome, BooleanSupplier onHyperv) {
        return outcome == 0 || (errorAtEnd && outcome == -Errno.EIO && onHyperv.getAsBoolean());
    }

    /** Whether a call that failed with this moved nothing, broke nothing, and may be tried again in a moment. */
    boolean isShortage(int errno) {
        return errno == Errno.ENOMEM || (errno == Errno.ENOBUFS && fullOnNoBuffers);
    }
}
