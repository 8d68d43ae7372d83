package io.hvflow.hvsock.posix;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.PeerCredentials;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A connected AF_UNIX or AF_VSOCK stream socket. Direct buffers go to the system as they are, heap buffers by way of pooled
 * memory; neither allocates.
 */
public final class PosixStreamSocket implements StreamSocket {
    /**
     * No {@link Capability#RESET_DETECTION}: neither kind of socket has a reset that one end could send, and when a peer's
     * process dies its stream ends as if closed in good order (virtio_transport_do_close, unix_release_sock).
     */
    private static final Set<Capability> CAPABILITIES = Set.of(Capability.PEER_SHUTDOWN_READ, Capability.HALF_CLOSE);

    /** The largest unit that addresses can be compared modulo of ({@link ByteBuffer#alignmentOffset}). */
    private static final int UNIT = 1 << 30;

    private final Descriptor descriptor;
    private final FlowAddress local;
    private final FlowAddress remote;
    private final Waiting waiting;

    /** The addresses are kept, since getpeername(2) of AF_VSOCK fails after any half-close. */
    PosixStreamSocket(Descriptor descriptor, FlowAddress local, FlowAddress remote) {
        this.descriptor = descriptor;
        this.local = local;
        this.remote = remote;
        this.waiting = new DescriptorWaiting(descriptor);
    }

    /** The same socket with a better local address, which a family's handshake has told. This one is not to be used on. */
    public PosixStreamSocket withLocal(FlowAddress address) {
        return new PosixStreamSocket(descriptor, address, remote);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return receive(dst, 0);
    }

    /** Reads without taking: a later read brings the same bytes again. */
    public int peek(ByteBuffer dst) throws IOException {
        return receive(dst, Linux.MSG_PEEK);
    }

    private int receive(ByteBuffer dst, int flags) throws IOException {
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        int position;
        int count;
        try (Scratch scratch = Scratch.in(descriptor, "read", remote)) {
            position = dst.position();
            do {
                count = dst.isDirect()
                        ? receiveDirect(scratch, dst, position, flags)
                        : receiveHeap(scratch, dst, position, flags);
            } while (count == -Errno.EINTR);
        }
        if (count > 0) {
            move(dst, position + count);
            descriptor.reading.moved();
            return count;
        }
        return count == -Errno.EAGAIN || isShortage(count) ? 0 : receivedNothing(count);
    }

    private int receiveDirect(Scratch scratch, ByteBuffer dst, int position, int flags) {
        int length = length(dst, position, Integer.MAX_VALUE);
        return Libc.recv(
                scratch.errno, descriptor.number(), from(dst, position, length), length, flags | Linux.MSG_DONTWAIT);
    }

    private int receiveHeap(Scratch scratch, ByteBuffer dst, int position, int flags) {
        // The array does not change its bounds, as the buffer may: what has come finds its place.
        byte[] array = dst.array();
        int start = dst.arrayOffset() + position;
        int length = length(dst, position, Scratch.SIZE);
        int count = Libc.recv(scratch.errno, descriptor.number(), scratch.memory, length, flags | Linux.MSG_DONTWAIT);
        if (count > 0) {
            scratch.bytes.get(0, array, start, count);
        }
        return count;
    }

    /**
     * How many bytes are given to the system. Another thread of the caller's may move position and limit at any time, so both are
     * asked once, and all that follows is reckoned from what they were (W14). No bytes at all would look like an end of stream.
     */
    private static int length(ByteBuffer buffer, int position, int most) {
        int length = Math.min(buffer.limit() - position, most);
        if (length <= 0) {
            throw moved();
        }
        return length;
    }

    /**
     * The memory of a direct buffer from that position on. {@link MemorySegment#ofBuffer} asks the position too, so where its segment
     * begins is compared with where the bytes at ours are. A slice would do as well, and be an allocation that the compiler does not
     * always do away with; so it is taken only where the comparison, which is made modulo {@value #UNIT}, could err.
     */
    private static MemorySegment from(ByteBuffer buffer, int position, int length) {
        if (buffer.capacity() > UNIT) {
            return MemorySegment.ofBuffer(buffer.slice(position, length));
        }
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        if ((bytes.address() & (UNIT - 1)) != buffer.alignmentOffset(position, UNIT)) {
            throw moved();
        }
        return bytes;
    }

    private static IllegalArgumentException moved() {
        return new IllegalArgumentException(
                "nothing remains in the buffer, or another thread moved its position or limit during the call");
    }

    /** Moves the position behind the bytes of this call; where another thread has moved the limit before it, that stands. */
    private static void move(ByteBuffer buffer, int position) {
        try {
            buffer.position(position);
        } catch (IllegalArgumentException moved) {
            // The bytes are where they belong, and counted: what the position says is the caller's own doing.
        }
    }

    private boolean isShortage(int count) {
        return descriptor.quirks.isShortage(-count);
    }

    private int receivedNothing(int count) throws IOException {
        if (descriptor.isClosing()) {
            throw Failures.closed("read", remote);
        }
        if (descriptor.quirks.isEnd(count, HypervGuest::isThis)) {
            return -1;
        }
        throw Failures.established("read", remote, -count);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int position;
        int count;
        try (Scratch scratch = Scratch.in(descriptor, "write", remote)) {
            position = src.position();
            do {
                count = src.isDirect() ? sendDirect(scratch, src, position) : sendHeap(scratch, src, position);
            } while (count == -Errno.EINTR);
        }
        if (count >= 0) {
            move(src, position + count);
            descriptor.writing.moved();
            return count;
        }
        if (count == -Errno.EAGAIN || isShortage(count)) {
            return 0;
        }
        if (descriptor.isClosing()) {
            throw Failures.closed("write", remote);
        }
        throw Failures.established("write", remote, -count);
    }

    private int sendDirect(Scratch scratch, ByteBuffer src, int position) {
        int length = length(src, position, descriptor.quirks.largestSend());
        int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
        return Libc.send(scratch.errno, descriptor.number(), from(src, position, length), length, flags);
    }

    private int sendHeap(Scratch scratch, ByteBuffer src, int position) {
        int length = length(src, position, Math.min(Scratch.SIZE, descriptor.quirks.largestSend()));
        scratch.bytes.put(0, src, position, length);
        int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
        return Libc.send(scratch.errno, descriptor.number(), scratch.memory, length, flags);
    }

    @Override
    public void shutdownRead() throws IOException {
        try (Scratch scratch = Scratch.in(descriptor, "shut down reading", remote)) {
            shutdown(scratch, "shut down reading", Linux.SHUT_RD);
            if (descriptor.quirks.resetsWhenUnread()) {
                drop(scratch);
            }
        }
    }

    @Override
    public void shutdownWrite() throws IOException {
        try (Scratch scratch = Scratch.in(descriptor, "shut down writing", remote)) {
            shutdown(scratch, "shut down writing", Linux.SHUT_WR);
        }
    }

    private void shutdown(Scratch scratch, String operation, int how) throws IOException {
        int outcome = Libc.shutdown(scratch.errno, descriptor.number(), how);
        // ENOTCONN says that the peer is gone already.
        if (outcome < 0 && outcome != -Errno.ENOTCONN) {
            throw Failures.other(operation, remote, -outcome);
        }
    }

    /**
     * Takes what has arrived, after SHUT_RD, from when on nothing more arrives. An AF_UNIX socket that is closed with bytes unread
     * resets its peer ({@link SocketQuirks#UNIX}), and one that is only shut down for reading
     * leaves its peer's blocked writer waiting for room that never comes. AF_VSOCK does neither.
     */
    private void drop(Scratch scratch) {
        int count;
        do {
            count = Libc.recv(scratch.errno, descriptor.number(), scratch.memory, Scratch.SIZE, Linux.MSG_DONTWAIT);
        } while (count > 0 || count == -Errno.EINTR);
    }

    @Override
    public void close() {
        if (descriptor.beginClosing()) {
            try {
                if (descriptor.quirks.resetsWhenUnread()) {
                    dropAll();
                }
            } finally {
                descriptor.endClosing();
            }
        }
    }

    private void dropAll() {
        try (Scratch scratch = Scratch.take()) {
            Libc.shutdown(scratch.errno, descriptor.number(), Linux.SHUT_RD);
            drop(scratch);
        }
    }

    @Override
    public void abort() {
        descriptor.close();
    }

    @Override
    public FlowAddress localAddress() {
        return local;
    }

    @Override
    public FlowAddress remoteAddress() {
        return remote;
    }

    /** AF_VSOCK has none: the kernel then gives the ids that are no ids (cred_to_ucred of net/core/sock.c). */
    @Override
    public Optional<PeerCredentials> peerCredentials() throws IOException {
        String operation = "ask for the credentials of";
        int[] ids = new int[3];
        int outcome;
        try (Scratch scratch = Scratch.in(descriptor, operation, remote)) {
            outcome = SocketCalls.getInts(scratch, descriptor, Linux.SOL_SOCKET, Linux.SO_PEERCRED, ids);
        }
        if (outcome < 0) {
            throw Failures.other(operation, remote, -outcome);
        }
        if (ids[1] == -1) {
            return Optional.empty();
        }
        OptionalLong pid = ids[0] == 0 ? OptionalLong.empty() : OptionalLong.of(ids[0]);
        return Optional.of(PeerCredentials.of(pid, Integer.toUnsignedLong(ids[1]), Integer.toUnsignedLong(ids[2])));
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public String toString() {
        return local + " to " + remote;
    }
}
