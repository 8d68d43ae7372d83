package io.hvflow.engine;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a framed socket. Two threads receive from the carrier: the reader, and a writer that looks whether the
 * peer still reads. One of them at a time does, without the lock, since a carrier may run callbacks of others meanwhile; it
 * wakes the other for what it came upon.
 */
final class FrameReader {
    private final StreamSocket carrier;
    private final int messageSize;
    private final FramedWaiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final FrameDecoder decoder; // guarded by lock
    private @Nullable Chunk
            decoded; // guarded by lock: data that nobody has read yet; its free memory is the receiver's
    private @Nullable IOException broken; // guarded by lock
    private boolean receiving; // guarded by lock
    private boolean readerMissed; // guarded by lock: the reader found a writer receiving, and went away
    private boolean dropping; // guarded by lock: this end reads no more
    private boolean freed; // guarded by lock

    FrameReader(StreamSocket carrier, int messageSize, FramedWaiting waiting) {
        this.carrier = carrier;
        this.messageSize = messageSize;
        this.waiting = waiting;
        this.decoder = new FrameDecoder(carrier.remoteAddress());
    }

    /** As {@link StreamSocket#read}. */
    int read(ByteBuffer dst) throws IOException {
        if (isEmpty()) {
            receive(true);
        }
        lock.lock();
        try {
            Chunk chunk = decoded;
            if (chunk != null && chunk.size() > 0) {
                int count = chunk.moveTo(dst);
                tidy();
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
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        lock.lock();
        try {
            return decoded == null || decoded.size() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** For a writer: fails if the peer takes no more, though nobody may be reading at this end. */
    void checkPeer() throws IOException {
        receive(false);
        lock.lock();
        try {
            if (decoder.peerReadsNoMore()) {
                throw new FlowClosedException("write", carrier.remoteAddress(), "the peer reads no more", null);
            }
            if (broken instanceof FlowResetException reset) {
                throw Broken.by("write", carrier, reset).again("write", carrier.remoteAddress());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes one message from the carrier, if there is room for it, any sense in it, and nobody else at it. */
    private void receive(boolean reader) {
        Chunk chunk;
        ByteBuffer raw;
        lock.lock();
        try {
            if (receiving || broken != null) {
                readerMissed |= reader && receiving;
                return;
            }
            chunk = decoded == null ? Chunk.take() : decoded;
            decoded = chunk;
            raw = chunk.free(messageSize);
            if (!raw.hasRemaining()) {
                return;
            }
            receiving = true;
        } finally {
            lock.unlock();
        }
        int begin = raw.position();
        int count = 0;
        IOException failure = null;
        try {
            count = carrier.read(raw);
        } catch (IOException e) {
            failure = e;
        } finally {
            received(reader, chunk, raw.limit(begin + Math.max(0, count)).position(begin), count, failure);
        }
    }

    private void received(boolean reader, Chunk chunk, ByteBuffer raw, int count, @Nullable IOException failure) {
        boolean readerToo;
        boolean writerToo;
        lock.lock();
        try {
            receiving = false;
            // What woke the reader that went away may have come after this writer looked, or stay where it is for what
            // was thrown.
            readerToo = readerMissed || count != 0 || failure != null;
            readerMissed = false;
            boolean before = takesNoMore();
            int data = decoder.decode(raw);
            chunk.filled(dropping ? 0 : data);
            if (broken == null) {
                broken = failure != null ? failure : count < 0 ? decoder.truncated() : decoder.failure();
            }
            writerToo = !before && takesNoMore();
            tidy();
        } finally {
            lock.unlock();
        }
        if (!reader && readerToo) {
            waiting.wakeReader();
        } else if (reader && writerToo) {
            waiting.wakeWriter();
        }
    }

    /** With the lock: whether a writer is to be told so. */
    private boolean takesNoMore() {
        return decoder.peerReadsNoMore() || broken != null;
    }

    /** With the lock: gives the memory back that holds nothing, unless somebody is receiving into it. */
    private void tidy() {
        Chunk chunk = decoded;
        if (chunk != null && !receiving && (freed || chunk.size() == 0)) {
            decoded = null;
            chunk.release();
        }
    }

    /** Drops what has come and what will. */
    void shutdown() {
        lock.lock();
        try {
            dropping = true;
            if (decoded != null) {
                decoded.taken(decoded.size());
            }
            tidy();
        } finally {
            lock.unlock();
        }
    }

    /** The carrier is closed. */
    void free() {
        lock.lock();
        try {
            freed = true;
            tidy();
            broken = new FlowClosedException("read", carrier.remoteAddress(), "this end has closed the flow", null);
        } finally {
            lock.unlock();
        }
    }
}
