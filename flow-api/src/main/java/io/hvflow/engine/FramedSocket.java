package io.hvflow.engine;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.PeerCredentials;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A stream socket whose bytes are framed ({@link Frames}), so that half-close and the difference between a broken stream
 * and an ended one survive any transport. Signals are part of the stream: the carrier itself is shut down only at close.
 */
final class FramedSocket implements StreamSocket {
    private static final Set<Capability> ALL = Set.copyOf(EnumSet.allOf(Capability.class));

    private final StreamSocket carrier;
    private final FramedWaiting waiting;
    private final FrameReader in;
    private final FrameWriter out;

    FramedSocket(StreamSocket carrier, int messageSize) {
        this.carrier = carrier;
        this.waiting = new FramedWaiting(carrier.waiting());
        this.in = new FrameReader(carrier, messageSize, waiting);
        this.out = new FrameWriter(carrier, messageSize);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return in.read(dst);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        in.checkPeer();
        return out.write(src);
    }

    @Override
    public boolean flush() throws IOException {
        return out.flush();
    }

    /** What is encoded; and of what the carrier holds, a fifth or more is data, since a word frames a byte or more. */
    @Override
    public int held() {
        return out.held() + carrier.held() / (Frames.WORD + 1);
    }

    @Override
    public void shutdownRead() {
        in.shutdown();
        out.shutdownRead();
    }

    @Override
    public void shutdownWrite() {
        out.shutdownWrite();
    }

    @Override
    public void close() {
        try {
            out.close();
            carrier.shutdownWrite();
        } catch (IOException gone) {
            // The peer is gone, or this socket is closed already; and to a peer that takes nothing, nothing can be
            // told.
        } finally {
            try {
                carrier.close();
            } finally {
                free();
            }
        }
    }

    /**
     * Tells the peer, if that needs no waiting, that this end reads no more, and breaks the stream off without an end. A carrier's own
     * abort is not enough for a writer that is blocked at the peer: vhost-device-vsock 0.3.0 does not pass it on while bytes lie
     * unread at this end.
     */
    @Override
    public void abort() {
        try {
            out.shutdownRead();
            out.flush();
        } catch (IOException gone) {
            // Then there is nobody to tell.
        } finally {
            try {
                carrier.abort();
            } finally {
                free();
            }
        }
    }

    private void free() {
        try {
            out.free();
        } finally {
            in.free();
        }
    }

    @Override
    public FlowAddress localAddress() {
        return carrier.localAddress();
    }

    @Override
    public FlowAddress remoteAddress() {
        return carrier.remoteAddress();
    }

    @Override
    public Optional<PeerCredentials> peerCredentials() throws IOException {
        return carrier.peerCredentials();
    }

    @Override
    public Set<Capability> capabilities() {
        return ALL;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }
}
