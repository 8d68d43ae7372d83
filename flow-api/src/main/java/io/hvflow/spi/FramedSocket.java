package io.hvflow.spi;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.PeerCredentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket whose bytes are framed ({@link Frames}), so that half-close and the difference between a broken stream
 * and an ended one survive any transport. Signals are part of the stream: the carrier itself is shut down only at close.
 */
final class FramedSocket implements StreamSocket {
    private static final Set<Capability> ALL = Set.copyOf(EnumSet.allOf(Capability.class));

    private final StreamSocket carrier;
    private final int messageSize;
    private final FramedWaiting waiting;

    private final ReentrantLock outLock = new ReentrantLock();
    private @Nullable Chunk encoded; // guarded by outLock: what the carrier has not taken yet
    private boolean owesShutdownRead; // guarded by outLock
    private boolean owesShutdownWrite; // guarded by outLock
    private boolean saidShutdownRead; // guarded by outLock
    private boolean saidShutdownWrite; // guarded by outLock

    private final ReentrantLock inLock = new ReentrantLock();
    private final FrameDecoder decoder; // guarded by inLock
    private @Nullable Chunk decoded; // guarded by inLock: data that nobody has read yet
    private @Nullable IOException broken; // guarded by inLock
    private boolean dropping; // guarded by inLock: this end reads no more

    FramedSocket(StreamSocket carrier, int messageSize) {
        this.carrier = carrier;
        this.messageSize = messageSize;
        this.waiting = new FramedWaiting(carrier.waiting());
        this.decoder = new FrameDecoder(carrier.remoteAddress());
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        inLock.lock();
        try {
            if (decoded == null) {
                receive();
            }
            Chunk chunk = decoded;
            if (chunk != null) {
                int count = chunk.moveTo(dst);
                if (chunk.size() == 0) {
                    dropDecoded();
                }
                return count;
            }
            if (decoder.peerWritesNoMore()) {
                return -1;
            }
            if (broken != null) {
                throw broken;
            }
            return 0;
        } finally {
            inLock.unlock();
        }
    }

    /** With the lock: takes one message from the carrier, if there is room for it and any sense in it. */
    private void receive() {
        if (broken != null) {
            return;
        }
        Chunk chunk = decoded == null ? Chunk.take() : decoded;
        decoded = chunk;
        try {
            ByteBuffer raw = chunk.free(messageSize);
            if (raw.hasRemaining()) {
                int count = carrier.read(raw);
                if (count < 0) {
                    throw decoder.truncated();
                }
                raw.flip().position(chunk.start() + chunk.size());
                int data = decoder.decode(raw);
                chunk.filled(dropping ? 0 : data);
            }
        } catch (IOException e) {
            broken = e;
        } finally {
            if (chunk.size() == 0) {
                dropDecoded();
            }
        }
    }

    private void dropDecoded() {
        if (decoded != null) {
            decoded.release();
            decoded = null;
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkPeer();
        outLock.lock();
        try {
            if (!send()) {
                return 0;
            }
            if (saidShutdownWrite) {
                throw new FlowClosedException("write", remoteAddress(), "this end has shut down writing", null);
            }
            Chunk chunk = room();
            int before = src.position();
            int room = Math.max(Math.min(messageSize, Chunk.SIZE), Frames.WORD + 1);
            while (src.hasRemaining() && room > Frames.WORD) {
                int count = Math.min(Math.min(src.remaining(), Frames.MAX_DATA), room - Frames.WORD);
                put(chunk, count);
                chunk.append(src, count);
                room -= Frames.WORD + count;
            }
            send();
            return src.position() - before;
        } finally {
            outLock.unlock();
        }
    }

    /** Learns from the peer's signals that it takes no more, though nobody may be reading at this end. */
    private void checkPeer() throws IOException {
        inLock.lock();
        try {
            boolean empty = decoded == null;
            receive();
            if (decoder.peerReadsNoMore()) {
                throw new FlowClosedException("write", remoteAddress(), "the peer reads no more", null);
            }
            if (broken instanceof FlowResetException reset) {
                throw Broken.by("write", remoteAddress(), reset).again("write", remoteAddress());
            }
            if (empty && (decoded != null || decoder.peerWritesNoMore() || broken != null)) {
                waiting.wakeReader();
            }
        } finally {
            inLock.unlock();
        }
    }

    private Chunk room() {
        Chunk chunk = encoded;
        if (chunk == null) {
            chunk = Chunk.take();
            encoded = chunk;
        }
        return chunk;
    }

    private static void put(Chunk chunk, int word) {
        ByteBuffer bytes = ByteBuffer.allocate(Frames.WORD).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        chunk.append(bytes.putInt(word).flip(), Frames.WORD);
    }

    /** With the lock: sends what is encoded, then the signals that are owed; true if the carrier took it all. */
    private boolean send() throws IOException {
        while (true) {
            Chunk chunk = encoded;
            while (chunk != null && chunk.size() > 0) {
                int count = carrier.write(chunk.first(messageSize));
                if (count == 0) {
                    return false;
                }
                chunk.taken(count);
            }
            if (chunk != null) {
                encoded = null;
                chunk.release();
            }
            if (owesShutdownRead) {
                owesShutdownRead = false;
                put(room(), Frames.SHUTDOWN_READ);
            } else if (owesShutdownWrite) {
                owesShutdownWrite = false;
                put(room(), Frames.SHUTDOWN_WRITE);
            } else {
                return true;
            }
        }
    }

    @Override
    public boolean flush() throws IOException {
        outLock.lock();
        try {
            return send() && carrier.flush();
        } finally {
            outLock.unlock();
        }
    }

    /** At least: of what the carrier holds, a fifth or more is data, since a word frames a byte or more. */
    @Override
    public int held() {
        return carrier.held() / (Frames.WORD + 1);
    }

    @Override
    public void shutdownRead() {
        inLock.lock();
        try {
            dropping = true;
            dropDecoded();
        } finally {
            inLock.unlock();
        }
        outLock.lock();
        try {
            owesShutdownRead |= !saidShutdownRead;
            saidShutdownRead = true;
        } finally {
            outLock.unlock();
        }
    }

    @Override
    public void shutdownWrite() {
        outLock.lock();
        try {
            owesShutdownWrite |= !saidShutdownWrite;
            saidShutdownWrite = true;
        } finally {
            outLock.unlock();
        }
    }

    @Override
    public void close() {
        outLock.lock();
        try {
            if (send()) {
                put(room(), Frames.CLOSE);
                send();
            }
            carrier.shutdownWrite();
        } catch (IOException gone) {
            // The peer is gone, or this socket is closed already; and to a peer that takes nothing, nothing can be
            // told.
        } finally {
            outLock.unlock();
        }
        carrier.close();
        free();
    }

    /**
     * Tells the peer, if that needs no waiting, that this end reads no more, and breaks the stream off without an end. A carrier's own
     * abort is not enough for a writer that is blocked at the peer: vhost-device-vsock 0.3.0 does not pass it on while bytes lie
     * unread at this end.
     */
    @Override
    public void abort() {
        outLock.lock();
        try {
            owesShutdownRead |= !saidShutdownRead;
            saidShutdownRead = true;
            send();
        } catch (IOException gone) {
            // Then there is nobody to tell.
        } finally {
            outLock.unlock();
        }
        carrier.abort();
        free();
    }

    private void free() {
        outLock.lock();
        try {
            if (encoded != null) {
                encoded.release();
                encoded = null;
            }
        } finally {
            outLock.unlock();
        }
        inLock.lock();
        try {
            broken = new FlowClosedException("read", remoteAddress(), "this end has closed the flow", null);
            dropDecoded();
        } finally {
            inLock.unlock();
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
