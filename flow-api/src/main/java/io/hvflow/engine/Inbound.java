package io.hvflow.engine;

import io.hvflow.FlowException;
import io.hvflow.ReadResult;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The reading direction of a flow. The reader that holds the turn alone uses the socket and the read-ahead; large reads
 * go straight from the socket into the caller's buffer.
 */
final class Inbound extends Direction {
    private enum State {
        OPEN,
        /** The peer has ended the stream and everything is read, or this end has shut down reading. */
        ENDED,
        BROKEN,
        CLOSED
    }

    /** A read of this much or more does without the read-ahead: one copy less weighs more than one call less. */
    private static final int DIRECT = 32768;

    private final Waiter readable;
    private final int messageSize;
    /** The other direction: it knows of a reset that a write has met, and has bytes that an answer may depend on. */
    private final Outbound outbound;

    private volatile State state = State.OPEN; // written with lock
    private @Nullable Broken broken; // guarded by lock
    private @Nullable Chunk ahead; // the holder's of the turn; never empty
    private long moved; // the holder's of the turn: what its call has moved

    Inbound(StreamSocket socket, int messageSize, Duration timeout, Outbound outbound) {
        super(socket, timeout);
        this.readable = waiting.waiter(Readiness.READABLE);
        this.messageSize = messageSize;
        this.outbound = outbound;
    }

    ReadResult read() throws IOException {
        if (!enter()) {
            return new ReadResult.Eof();
        }
        try {
            Chunk chunk = readAhead();
            if (chunk == null) {
                return new ReadResult.Eof();
            }
            ByteBuffer fresh = ByteBuffer.allocate(chunk.size());
            // Made before the bytes leave the read-ahead: where there is no memory for it, they stay there.
            ReadResult result = new ReadResult.Data(fresh);
            moved += take(chunk, fresh);
            fresh.flip();
            return result;
        } finally {
            leave();
        }
    }

    int read(ByteBuffer dst) throws IOException {
        checkWritable(dst);
        if (!dst.hasRemaining()) {
            return 0;
        }
        if (!enter()) {
            return -1;
        }
        try {
            int count = pull(dst);
            moved += Math.max(0, count);
            return count;
        } finally {
            leave();
        }
    }

    boolean readInto(ByteBuffer dst) throws IOException {
        checkWritable(dst);
        int goal = dst.remaining();
        if (goal == 0) {
            return true;
        }
        if (!enter()) {
            return false;
        }
        try {
            while (moved < goal && dst.hasRemaining()) {
                if (moved > 0) {
                    checkTime(moved);
                }
                int count = pull(dst);
                if (count < 0) {
                    return false;
                }
                moved += count;
            }
            return true;
        } finally {
            leave();
        }
    }

    private static void checkWritable(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }

    private boolean enter() throws IOException {
        lock.lock();
        try {
            if (!takeTurn()) {
                return false;
            }
            moved = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            count(moved);
            if (state != State.OPEN) {
                dropAhead();
            }
            turns.release();
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean open() throws FlowException {
        return switch (state) {
            case OPEN -> true;
            case ENDED -> false;
            case CLOSED -> throw closed();
            case BROKEN -> {
                Broken why = broken;
                throw why == null ? closed() : why.again("read", peer());
            }
        };
    }

    @Override
    String operation() {
        return "read";
    }

    @Override
    String progress(long moved) {
        return moved == 0 ? "nothing is lost" : moved + " bytes came, nothing is lost";
    }

    private void dropAhead() {
        Chunk chunk = ahead;
        if (chunk != null) {
            ahead = null;
            chunk.release();
        }
    }

    /**
     * With the turn: moves at least one byte into {@code dst}, which has room; -1 at end of stream. Nothing where the caller
     * has moved its buffer meanwhile.
     */
    private int pull(ByteBuffer dst) throws IOException {
        if (ahead == null && dst.remaining() >= Math.min(DIRECT, messageSize)) {
            return receive(dst);
        }
        Chunk chunk = readAhead();
        return chunk == null ? -1 : take(chunk, dst);
    }

    private int take(Chunk chunk, ByteBuffer dst) {
        int count = chunk.moveTo(dst);
        if (chunk.size() == 0) {
            dropAhead();
        }
        return count;
    }

    /** With the turn: the read-ahead, once it holds bytes; null at end of stream. */
    private @Nullable Chunk readAhead() throws IOException {
        while (ahead == null) {
            Chunk chunk = Chunk.take();
            int count = 0;
            try {
                count = receiveNow(chunk.free(messageSize));
            } finally {
                if (count > 0) {
                    chunk.filled(count);
                    ahead = chunk;
                } else {
                    chunk.release();
                }
            }
            if (count < 0) {
                return null;
            }
            if (count == 0) {
                pause();
            }
        }
        return ahead;
    }

    /** With the turn: receives into the caller's buffer, waiting until something comes; -1 at end of stream. */
    private int receive(ByteBuffer dst) throws IOException {
        int limit = dst.limit();
        int from = dst.position();
        dst.limit(from + Math.clamp(limit - from, 0, messageSize));
        try {
            int count = 0;
            while (count == 0 && dst.hasRemaining()) {
                count = receiveNow(dst);
                if (count == 0) {
                    pause();
                }
            }
            return count;
        } finally {
            dst.limit(limit);
        }
    }

    /** With the turn: one receive; -1 at end of stream, 0 where nothing is there. */
    private int receiveNow(ByteBuffer dst) throws IOException {
        if (state == State.OPEN) {
            try {
                int count = socket.read(dst);
                if (count >= 0) {
                    return count;
                }
                // Systems tell of a reset once: where a write has met it, the reader finds only an end (R5).
                Broken reset = outbound.reset();
                change(reset == null ? State.ENDED : State.BROKEN, reset);
            } catch (IOException e) {
                change(State.BROKEN, Broken.by("read", socket, e));
            }
        }
        lock.lock();
        try {
            return open() ? 0 : -1;
        } finally {
            lock.unlock();
        }
    }

    /** What this reader found, unless the state has changed otherwise meanwhile. */
    private void change(State found, @Nullable Broken why) throws FlowException {
        lock.lock();
        try {
            if (state == State.OPEN) {
                broken = why;
                state = found;
                turns.dismiss();
                if (why != null) {
                    throw why.failure();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the turn: waits until the socket may have something, or the state may have changed. */
    private void pause() throws IOException {
        checkPatience(moved);
        outbound.hasten();
        readable.await(deadline());
    }

    /** Ends reading at this end (H6). */
    void shutdown() throws IOException {
        lock.lock();
        try {
            if (state == State.CLOSED || state == State.BROKEN) {
                return;
            }
            release(State.ENDED);
        } finally {
            lock.unlock();
        }
        try {
            socket.shutdownRead();
        } catch (IOException e) {
            if (state != State.CLOSED) {
                throw e;
            }
            // Another thread has closed or aborted meanwhile, after which this does nothing (C4).
        }
    }

    /** Releases all readers; no read succeeds after this (C4, C6). */
    void close() {
        lock.lock();
        try {
            release(State.CLOSED);
        } finally {
            lock.unlock();
        }
    }

    private void release(State next) {
        state = next;
        turns.dismiss();
        if (turns.taken()) {
            Waking.wake(readable);
        } else {
            dropAhead();
        }
    }

    /** How dropping what the peer sends stands. */
    enum Rest {
        /** Nothing more comes: the peer has ended its stream, or is gone. */
        OVER,
        /** Nothing is there now. */
        EMPTY,
        /** There may be more. */
        MORE
    }

    /** After this many messages the one that closes looks at its time again. */
    private static final int MESSAGES = 16;

    /** Where the one that closes waits, with the turn. */
    Waiter readable() {
        return readable;
    }

    /** With the turn, after {@link #close}: takes what the peer has sent and drops it (C9). */
    Rest drop(Chunk chunk) {
        try {
            for (int i = 0; i < MESSAGES; i++) {
                int count = socket.read(chunk.free(messageSize));
                if (count <= 0) {
                    return count < 0 ? Rest.OVER : Rest.EMPTY;
                }
            }
            return Rest.MORE;
        } catch (Throwable gone) {
            // The peer is gone, or this flow was aborted meanwhile, or there is no memory: nothing to wait for, and no
            // reason not
            // to hand over what was accepted.
            return Rest.OVER;
        }
    }

    /** After {@link #close}: takes the turn from a reader that was released and leaves. */
    boolean takeTurnAfterClose(long until) {
        lock.lock();
        try {
            return takeTurnToClose(until);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what {@link #takeTurnAfterClose} took. */
    void end() {
        moved = 0;
        leave();
    }
}
