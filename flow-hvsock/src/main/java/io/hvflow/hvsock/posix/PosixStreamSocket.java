package io.hvflow.hvsock.posix;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
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
        if (!descriptor.enter()) {
            throw Failures.closed("read", remote);
        }
        int count;
        Scratch scratch = Scratch.take();
        try {
            do {
                count = dst.isDirect() ? receiveDirect(scratch, dst, flags) : receiveHeap(scratch, dst, flags);
            } while (count == -Errno.EINTR);
        } finally {
            scratch.give();
            descriptor.exit();
        }
        if (count > 0) {
            dst.position(dst.position() + count);
            descriptor.reading.moved();
            return count;
        }
        return count == -Errno.EAGAIN ? 0 : receivedNothing(count);
    }

    private int receiveDirect(Scratch scratch, ByteBuffer dst, int flags) {
        MemorySegment bytes = MemorySegment.ofBuffer(dst);
        return Libc.recv(scratch.errno, descriptor.number(), bytes, dst.remaining(), flags | Linux.MSG_DONTWAIT);
    }

    private int receiveHeap(Scratch scratch, ByteBuffer dst, int flags) {
        int length = Math.min(dst.remaining(), Scratch.SIZE);
        int count = Libc.recv(scratch.errno, descriptor.number(), scratch.memory, length, flags | Linux.MSG_DONTWAIT);
        if (count > 0) {
            dst.put(dst.position(), scratch.bytes, 0, count);
        }
        return count;
    }

    private int receivedNothing(int count) throws IOException {
        if (descriptor.isClosing()) {
            throw Failures.closed("read", remote);
        }
        if (count == 0) {
            return -1;
        }
        throw Failures.established("read", remote, -count);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        if (!descriptor.enter()) {
            throw Failures.closed("write", remote);
        }
        int count;
        Scratch scratch = Scratch.take();
        try {
            do {
                count = src.isDirect() ? sendDirect(scratch, src) : sendHeap(scratch, src);
            } while (count == -Errno.EINTR);
        } finally {
            scratch.give();
            descriptor.exit();
        }
        if (count >= 0) {
            src.position(src.position() + count);
            descriptor.writing.moved();
            return count;
        }
        if (count == -Errno.EAGAIN) {
            return 0;
        }
        if (descriptor.isClosing()) {
            throw Failures.closed("write", remote);
        }
        throw Failures.established("write", remote, -count);
    }

    private int sendDirect(Scratch scratch, ByteBuffer src) {
        MemorySegment bytes = MemorySegment.ofBuffer(src);
        int length = Math.min(src.remaining(), descriptor.quirks.largestSend());
        int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
        return Libc.send(scratch.errno, descriptor.number(), bytes, length, flags);
    }

    private int sendHeap(Scratch scratch, ByteBuffer src) {
        int length = Math.min(src.remaining(), Math.min(Scratch.SIZE, descriptor.quirks.largestSend()));
        scratch.bytes.put(0, src, src.position(), length);
        int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
        return Libc.send(scratch.errno, descriptor.number(), scratch.memory, length, flags);
    }

    @Override
    public void shutdownRead() throws IOException {
        if (!descriptor.enter()) {
            throw Failures.closed("shut down reading", remote);
        }
        try {
            shutdown("shut down reading", Linux.SHUT_RD);
            if (descriptor.quirks.resetsWhenUnread()) {
                drop();
            }
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public void shutdownWrite() throws IOException {
        if (!descriptor.enter()) {
            throw Failures.closed("shut down writing", remote);
        }
        try {
            shutdown("shut down writing", Linux.SHUT_WR);
        } finally {
            descriptor.exit();
        }
    }

    private void shutdown(String operation, int how) throws IOException {
        int outcome = SocketCalls.shutdown(descriptor, how);
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
    private void drop() {
        Scratch scratch = Scratch.take();
        try {
            int count;
            do {
                count = Libc.recv(scratch.errno, descriptor.number(), scratch.memory, Scratch.SIZE, Linux.MSG_DONTWAIT);
            } while (count > 0 || count == -Errno.EINTR);
        } finally {
            scratch.give();
        }
    }

    @Override
    public void close() {
        if (descriptor.beginClosing()) {
            try {
                if (descriptor.quirks.resetsWhenUnread()) {
                    SocketCalls.shutdown(descriptor, Linux.SHUT_RD);
                    drop();
                }
            } finally {
                descriptor.wakeAll();
                descriptor.exit();
            }
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
