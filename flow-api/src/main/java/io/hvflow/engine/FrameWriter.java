package io.hvflow.engine;

import io.hvflow.FlowClosedException;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a framed socket. Signals are owed until the carrier has room for them. One thread at a time encodes and
 * sends, without the lock, since a carrier may run callbacks of others meanwhile.
 */
final class FrameWriter {
    private final StreamSocket carrier;
    private final int messageSize;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Chunk encoded; // the sending thread's: whole frames that the carrier has not taken yet
    private @Nullable IOException broken; // the sending thread's: what a write has met that had taken its bytes
    private int framed; // the sending thread's: bytes of a flow's in the frames that are encoded
    private int length; // the sending thread's: of those frames, with their words
    private volatile int data; // written by the sending thread: those of a flow's bytes that the carrier has not taken
    private boolean sending; // guarded by lock
    private boolean owesShutdownRead; // guarded by lock
    private boolean owesShutdownWrite; // guarded by lock
    private boolean saidShutdownRead; // guarded by lock
    private boolean saidShutdownWrite; // guarded by lock
    private boolean freed; // guarded by lock

    FrameWriter(StreamSocket carrier, int messageSize) {
        this.carrier = carrier;
        this.messageSize = messageSize;
    }

    /** As {@link StreamSocket#write}. A frame is encoded whole or not at all (W14). */
    int write(ByteBuffer src) throws IOException {
        if (!begin()) {
            return 0;
        }
        try {
            if (!send()) {
                return 0;
            }
            if (hasShutdownWrite()) {
                throw new FlowClosedException("write", carrier.remoteAddress(), "this end has shut down writing", null);
            }
            int count = encode(src);
            framed = count;
            length = size(encoded);
            data = count;
            try {
                send();
            } catch (IOException later) {
                broken = later; // The bytes are taken, and some may have gone: the next flush reports it.
            } catch (RuntimeException | Error later) {
                // The bytes are taken, so this call has not failed. The next flush tries again, and meets it if it
                // lasts.
            }
            return count;
        } finally {
            end();
        }
    }

    private int encode(ByteBuffer src) {
        Chunk chunk = room();
        int total = 0;
        int room = Math.max(Math.min(messageSize, Chunk.SIZE), Frames.WORD + 1);
        try {
            while (room > Frames.WORD) {
                int count = chunk.appendFrame(src, Math.min(room - Frames.WORD, Frames.MAX_DATA));
                if (count == 0) {
                    break;
                }
                total += count;
                room -= Frames.WORD + count;
            }
        } catch (RuntimeException | Error e) {
            if (total == 0) {
                throw e;
            }
            // The caller's buffer failed behind frames that are whole: they go, and the next call meets it again.
        }
        return total;
    }

    /** As {@link StreamSocket#flush}. */
    boolean flush() throws IOException {
        if (!begin()) {
            return false;
        }
        try {
            return send() && carrier.flush();
        } finally {
            end();
        }
    }

    /** Takes the sending, for one thread; false if another has it. */
    private boolean begin() throws FlowClosedException {
        lock.lock();
        try {
            if (freed) {
                throw new FlowClosedException("write", carrier.remoteAddress(), "this end has closed the flow", null);
            }
            boolean mine = !sending;
            sending = true;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            sending = false;
            if (freed) {
                drop();
            }
        } finally {
            lock.unlock();
        }
    }

    /** While sending: sends what is encoded, then the signals that are owed; true if the carrier took it all. */
    private boolean send() throws IOException {
        if (broken != null) {
            throw broken;
        }
        do {
            Chunk chunk = encoded;
            while (chunk != null && chunk.size() > 0) {
                int count = carrier.write(chunk.first(messageSize));
                if (count == 0) {
                    return false;
                }
                chunk.taken(count);
                data = left(chunk.size());
            }
            drop();
        } while (encodeSignal());
        return true;
    }

    /**
     * Of a flow's bytes in the encoded frames, those among the last {@code size} bytes: all frames but the last are full. A
     * buffer that was moved meanwhile makes others, and then it is a guess (W14), but never none while there are some.
     */
    private int left(int size) {
        if (framed == 0 || size == 0) {
            return 0;
        }
        int taken = length - size;
        int full = Frames.WORD + Frames.MAX_DATA;
        return Math.max(1, framed - taken / full * Frames.MAX_DATA - Math.max(0, taken % full - Frames.WORD));
    }

    private static int size(@Nullable Chunk chunk) {
        return chunk == null ? 0 : chunk.size();
    }

    /** While sending, with nothing encoded. */
    private boolean encodeSignal() {
        lock.lock();
        try {
            if (!owesShutdownRead && !owesShutdownWrite) {
                return false;
            }
            Chunk chunk = room(); // before the signal is forgotten
            if (owesShutdownRead) {
                owesShutdownRead = false;
                chunk.appendWord(Frames.SHUTDOWN_READ);
            } else {
                owesShutdownWrite = false;
                chunk.appendWord(Frames.SHUTDOWN_WRITE);
            }
            return true;
        } finally {
            lock.unlock();
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

    /** As {@link StreamSocket#held}. */
    int held() {
        return data;
    }

    private void drop() {
        framed = 0;
        length = 0;
        data = 0;
        Chunk chunk = encoded;
        if (chunk != null) {
            encoded = null;
            chunk.release();
        }
    }

    private boolean hasShutdownWrite() {
        lock.lock();
        try {
            return saidShutdownWrite;
        } finally {
            lock.unlock();
        }
    }

    /** Has the peer told, with the next flush, that this end reads no more. */
    void shutdownRead() {
        lock.lock();
        try {
            owesShutdownRead |= !saidShutdownRead;
            saidShutdownRead = true;
        } finally {
            lock.unlock();
        }
    }

    /** Has the peer told, with the next flush, that this end writes no more. */
    void shutdownWrite() {
        lock.lock();
        try {
            owesShutdownWrite |= !saidShutdownWrite;
            saidShutdownWrite = true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a last word, if the carrier takes it at once. */
    void close() throws IOException {
        if (begin()) {
            try {
                if (send()) {
                    room().appendWord(Frames.CLOSE);
                    send();
                }
            } finally {
                end();
            }
        }
    }

    /** The carrier is closed. */
    void free() {
        lock.lock();
        try {
            freed = true;
            if (!sending) {
                drop();
            }
        } finally {
            lock.unlock();
        }
    }
}
