package io.hvflow.spi;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The reading direction of a flow. The reader that holds the turn alone uses the socket and the read-ahead; large reads
 * go straight from the socket into the caller's buffer.
 */
final class Inbound {
    private enum State {
        OPEN,
        /** The peer has ended the stream and everything is read, or this end has shut down reading. */
        ENDED,
        BROKEN,
        CLOSED
    }

    /** A read of this much or more does without the read-ahead: one copy less weighs more than one call less. */
    private static final int DIRECT = 32768;

    private final StreamSocket socket;
    private final Waiting waiting;
    private final Waiter readable;
    /** Sends what this flow's own writes have left to be batched: an answer may depend on it. */
    private final Runnable beforeWaiting;

    private final int messageSize;
    private final ReentrantLock lock = new ReentrantLock();
    private final Turns turns; // guarded by lock
    private volatile State state = State.OPEN; // written with lock
    private @Nullable Broken broken; // guarded by lock
    private @Nullable Chunk ahead; // the holder's of the turn; nobody's when it is null
    private boolean timed; // the holder's of the turn, as are the next two
    private long deadline;
    private long moved;
    private volatile Duration timeout;
    private long bytes; // guarded by lock
    private long reads; // guarded by lock

    Inbound(StreamSocket socket, int messageSize, Duration timeout, Runnable beforeWaiting) {
        this.socket = socket;
        this.beforeWaiting = beforeWaiting;
        this.waiting = socket.waiting();
        this.readable = waiting.waiter(Readiness.READABLE);
        this.messageSize = messageSize;
        this.timeout = timeout;
        this.turns = new Turns(lock, waiting);
    }

    void timeout(Duration bound) {
        timeout = bound;
    }

    ReadResult read() throws IOException {
        if (!enter()) {
            return new ReadResult.Eof();
        }
        int count = 0;
        try {
            ByteBuffer fresh = null;
            if (await()) {
                Chunk chunk = ahead;
                if (chunk != null) {
                    fresh = ByteBuffer.allocate(chunk.size());
                    count = chunk.moveTo(fresh);
                }
            }
            return fresh == null ? new ReadResult.Eof() : new ReadResult.Data(fresh.flip());
        } finally {
            leave(count);
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
        int count = 0;
        try {
            count = Math.max(0, pull(dst));
            return count == 0 ? -1 : count;
        } finally {
            leave(count);
        }
    }

    boolean readInto(ByteBuffer dst) throws IOException {
        checkWritable(dst);
        if (!dst.hasRemaining()) {
            return true;
        }
        if (!enter()) {
            return false;
        }
        int before = dst.position();
        try {
            while (dst.hasRemaining()) {
                moved = (long) dst.position() - before;
                if (pull(dst) < 0) {
                    return false;
                }
            }
            return true;
        } finally {
            leave(dst.position() - before);
        }
    }

    private static void checkWritable(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }

    /** The deadline of the call that holds the turn, set when it first waits. */
    private long deadline() {
        if (!timed) {
            timed = true;
            deadline = waiting.deadline(timeout);
        }
        return deadline;
    }

    private FlowTimeoutException timedOut(long moved) {
        return new FlowTimeoutException(
                "read", peer(), "nothing came within " + timeout + "; the flow stays usable", null, moved);
    }

    private InterruptedIOException interrupted(long moved) {
        InterruptedIOException thrown =
                new InterruptedIOException("read " + peer() + ": interrupted; the flow stays usable");
        thrown.bytesTransferred = (int) moved;
        return thrown;
    }

    private FlowAddress peer() {
        return socket.remoteAddress();
    }

    /** Takes the turn. False at end of stream, where no turn is needed. */
    private boolean enter() throws IOException {
        lock.lock();
        try {
            if (!open()) {
                return false;
            }
            return turns.tryTake() ? begin(false, 0) : queueUp(waiting.deadline(timeout));
        } finally {
            lock.unlock();
        }
    }

    private boolean queueUp(long until) throws IOException {
        while (open()) {
            switch (turns.await(until)) {
                case TAKEN -> {
                    return stillOpen() && begin(true, until);
                }
                case DISMISSED -> {} // the state has changed
                case TIMED_OUT -> throw timedOut(0);
                case INTERRUPTED -> throw interrupted(0);
            }
        }
        return false;
    }

    private boolean begin(boolean waited, long until) {
        timed = waited;
        deadline = until;
        moved = 0;
        return true;
    }

    /** For one who was just given the turn: gives it on unless there is something to read for. */
    private boolean stillOpen() throws IOException {
        boolean open = false;
        try {
            open = open();
            return open;
        } finally {
            if (!open) {
                turns.release();
            }
        }
    }

    /** True if there may be bytes to read, false at end of stream. */
    private boolean open() throws FlowException {
        return switch (state) {
            case OPEN -> true;
            case ENDED -> false;
            case CLOSED -> throw new FlowClosedException("read", peer(), "this end has closed the flow", null);
            case BROKEN -> {
                Broken why = broken;
                throw why == null ? new FlowException("read", peer(), "broken") : why.again("read", peer());
            }
        };
    }

    /** Gives the turn on, with the count of what the call moved. */
    private void leave(int count) {
        lock.lock();
        try {
            if (count > 0) {
                bytes += count;
                reads++;
            }
            if (state != State.OPEN) {
                dropAhead();
            }
            turns.release();
        } finally {
            lock.unlock();
        }
    }

    private void dropAhead() {
        Chunk chunk = ahead;
        if (chunk != null) {
            ahead = null;
            chunk.release();
        }
    }

    /** With the turn: moves at least one byte into {@code dst}, which has room; -1 at end of stream. */
    private int pull(ByteBuffer dst) throws IOException {
        if (ahead == null && dst.remaining() >= Math.min(DIRECT, messageSize)) {
            return receive(dst);
        }
        if (!await()) {
            return -1;
        }
        Chunk chunk = ahead;
        if (chunk == null) {
            return -1;
        }
        int count = chunk.moveTo(dst);
        if (chunk.size() == 0) {
            dropAhead();
        }
        return count;
    }

    /** With the turn: waits until the read-ahead holds bytes; false at end of stream. */
    private boolean await() throws IOException {
        if (ahead != null && state == State.OPEN) {
            return true;
        }
        while (true) {
            Chunk chunk = Chunk.take();
            int count = 0;
            try {
                count = receiveNow(chunk.free(messageSize));
                chunk.filled(Math.max(0, count));
            } finally {
                if (count > 0) {
                    ahead = chunk;
                } else {
                    chunk.release();
                }
            }
            if (count != 0) {
                return count > 0;
            }
            pause();
        }
    }

    /** With the turn: receives into the caller's buffer, waiting until something comes; -1 at end of stream. */
    private int receive(ByteBuffer dst) throws IOException {
        int limit = dst.limit();
        dst.limit(dst.position() + Math.min(dst.remaining(), messageSize));
        try {
            while (true) {
                int count = receiveNow(dst);
                if (count != 0) {
                    return count;
                }
                pause();
            }
        } finally {
            dst.limit(limit);
        }
    }

    /** With the turn: one receive; -1 at end of stream, 0 where nothing is there. Bytes for a closed end are dropped. */
    private int receiveNow(ByteBuffer dst) throws IOException {
        if (state != State.OPEN) {
            return ended();
        }
        try {
            int count = socket.read(dst);
            if (count < 0) {
                return end();
            }
            return count;
        } catch (IOException e) {
            return fail(e);
        }
    }

    private int ended() throws IOException {
        lock.lock();
        try {
            return open() ? 0 : -1;
        } finally {
            lock.unlock();
        }
    }

    private int end() throws IOException {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.ENDED;
                turns.dismiss();
            }
            return open() ? 0 : -1;
        } finally {
            lock.unlock();
        }
    }

    private int fail(IOException thrown) throws IOException {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return open() ? 0 : -1;
            }
            Broken why = Broken.by("read", peer(), thrown);
            broken = why;
            state = State.BROKEN;
            turns.dismiss();
            throw why.failure();
        } finally {
            lock.unlock();
        }
    }

    /** With the turn: waits until the socket may have something, or the state may have changed. */
    private void pause() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(moved);
        }
        if (waiting.passed(deadline())) {
            throw timedOut(moved);
        }
        beforeWaiting.run();
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
        socket.shutdownRead();
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
            readable.wake();
        } else {
            dropAhead();
        }
    }

    /** After {@link #close}: takes what the peer still sends and drops it, until the peer's end of stream (C2, C9). */
    void drain(long deadline) {
        lock.lock();
        try {
            while (!turns.tryTake()) {
                if (turns.await(deadline) == Turns.Outcome.TAKEN) {
                    break;
                }
                if (waiting.passed(deadline) || Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
        Chunk chunk = Chunk.take();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                int count = socket.read(chunk.free(messageSize));
                if (count < 0 || waiting.passed(deadline)) {
                    return;
                }
                if (count == 0) {
                    readable.await(deadline);
                }
            }
        } catch (IOException gone) {
            // The peer is gone, or this flow was aborted meanwhile: there is nobody left to wait for.
        } finally {
            chunk.release();
            leave(0);
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    long reads() {
        lock.lock();
        try {
            return reads;
        } finally {
            lock.unlock();
        }
    }
}
