package io.hvflow.spi;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writing direction of a flow. A writer that holds the turn sends straight to the socket; what the socket does not
 * take, and the small writes of a burst, wait in the queue. Whoever is there sends the queue: the writer, the closer, or
 * else the socket's callback, so that accepted bytes arrive without a further call (W4).
 */
final class Outbound {
    private enum State {
        OPEN,
        /** This end has shut down writing; the queue still goes out. */
        SHUT,
        /** This end is closing; the queue still goes out. */
        CLOSED,
        BROKEN,
        /** Aborted, or closed to the end: nothing is sent any more. */
        DEAD
    }

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final StreamSocket socket;
    private final Waiting waiting;
    private final Waiter writable;
    private final Runnable onWritable = this::writableNow;
    private final int messageSize;
    private final ReentrantLock lock = new ReentrantLock();
    private final Turns turns; // guarded by lock
    private final SendQueue queue; // guarded by lock
    private final Burst burst; // guarded by lock
    private volatile State state = State.OPEN; // written with lock
    private boolean closed; // guarded by lock: this end has closed or aborted, whatever happened before
    private @Nullable Broken broken; // guarded by lock
    private boolean reported; // guarded by lock: a caller knows that the direction broke
    private boolean lost; // guarded by lock: accepted bytes were dropped when it broke
    private boolean sending; // guarded by lock: one thread at a time calls the socket
    private boolean full; // guarded by lock: the socket took less than was offered when last asked
    private boolean held; // guarded by lock: the socket holds bytes of its own that must be flushed
    private boolean endSent; // guarded by lock
    private boolean armed; // guarded by lock: the callback is pending
    private boolean arming; // guarded by lock: the callback is being asked for
    private boolean called; // guarded by lock: it came while it was being asked for
    private boolean attended; // guarded by lock: the holder of the turn waits, and sends itself
    private long base; // the holder's of the turn: accepted bytes of its call, less the position of the buffer at hand
    private boolean timed; // the holder's of the turn, as is the next
    private long deadline;
    private volatile Duration timeout;
    private long bytes; // guarded by lock
    private long writes; // guarded by lock

    Outbound(StreamSocket socket, int messageSize, int bufferSize, Duration timeout) {
        this.socket = socket;
        this.waiting = socket.waiting();
        this.writable = waiting.waiter(Readiness.WRITABLE);
        this.messageSize = messageSize;
        this.timeout = timeout;
        this.turns = new Turns(lock, waiting);
        this.queue = new SendQueue(bufferSize);
        this.burst = new Burst(waiting);
    }

    void timeout(Duration bound) {
        timeout = bound;
    }

    void write(ByteBuffer src) throws IOException {
        int before = src.position();
        if (!enter(src)) {
            return;
        }
        try {
            base = -before;
            put(src, false);
        } finally {
            leave(src.position() - before);
        }
    }

    void writev(List<ByteBuffer> srcs) throws IOException {
        long total = remaining(srcs);
        if (total == 0) {
            enter(EMPTY);
            return;
        }
        int last = srcs.size() - 1;
        while (!srcs.get(last).hasRemaining()) {
            last--;
        }
        if (!enter(null)) {
            return;
        }
        long done = 0;
        try {
            for (int i = 0; i < srcs.size(); i++) {
                ByteBuffer src = srcs.get(i);
                base = done - src.position();
                done += src.remaining();
                put(src, i < last);
            }
        } finally {
            leave(total - remaining(srcs));
        }
    }

    private static long remaining(List<ByteBuffer> srcs) {
        long left = 0;
        for (ByteBuffer src : srcs) {
            left += src.remaining();
        }
        return left;
    }

    private FlowAddress peer() {
        return socket.remoteAddress();
    }

    /** Takes the turn. False where {@code src} needed none: it is empty, or went behind others in the queue. */
    private boolean enter(@Nullable ByteBuffer src) throws IOException {
        lock.lock();
        try {
            checkOpen();
            if (src != null && !src.hasRemaining()) {
                return false;
            }
            if (!turns.tryTake()) {
                return queueUp(waiting.deadline(timeout));
            }
            timed = false;
            if (src != null && !queue.isEmpty() && (armed || sending) && src.remaining() <= queue.space()) {
                bytes += queue.append(src);
                writes++;
                burst.joined();
                turns.release();
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean queueUp(long until) throws IOException {
        while (true) {
            switch (turns.await(until)) {
                case TAKEN -> {
                    timed = true;
                    deadline = until;
                    return true;
                }
                case DISMISSED -> checkOpen();
                case TIMED_OUT -> throw timedOut(0);
                case INTERRUPTED -> throw interrupted(0);
            }
        }
    }

    private FlowTimeoutException timedOut(long accepted) {
        return new FlowTimeoutException(
                "write",
                peer(),
                "after " + timeout + " only " + accepted + " bytes were accepted, which will arrive",
                null,
                accepted);
    }

    private InterruptedIOException interrupted(long accepted) {
        InterruptedIOException thrown = new InterruptedIOException(
                "write " + peer() + ": interrupted; " + accepted + " bytes were accepted, which will arrive");
        thrown.bytesTransferred = (int) Math.min(accepted, Integer.MAX_VALUE);
        return thrown;
    }

    private void leave(long accepted) {
        lock.lock();
        try {
            if (accepted > 0) {
                bytes += accepted;
                writes++;
            }
            turns.release();
            if (!work() || sending || armed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        settle();
    }

    /** With the lock: that this direction takes more bytes. */
    private void checkOpen() throws FlowException {
        if (closed) {
            throw closed();
        }
        switch (state) {
            case OPEN -> {}
            case SHUT -> throw new FlowClosedException("write", peer(), "this end has shut down writing", null);
            case CLOSED, DEAD -> throw closed();
            case BROKEN -> {
                reported = true;
                Broken why = broken;
                throw why == null ? new FlowException("write", peer(), "broken") : why.again("write", peer());
            }
        }
    }

    private FlowClosedException closed() {
        return new FlowClosedException("write", peer(), "this end has closed the flow", null);
    }

    /** With the turn: accepts all of {@code src}. With {@code more} to come, small pieces are only queued. */
    private void put(ByteBuffer src, boolean more) throws IOException {
        while (src.hasRemaining()) {
            boolean direct = false;
            boolean small = src.remaining() <= Burst.SMALL;
            lock.lock();
            try {
                checkOpen();
                if (queue.isEmpty() && !sending) {
                    direct = !(small && src.remaining() <= queue.space() && (more || burst.batches(full)));
                }
                if (direct) {
                    sending = true;
                } else if (small || full || sending || armed) {
                    queue.append(src);
                    if (!src.hasRemaining()) {
                        return; // what is left to do, leave() sees to
                    }
                }
            } finally {
                lock.unlock();
            }
            if (direct) {
                send(src);
            } else {
                awaitRoom(src);
            }
        }
    }

    /** With the turn, and sending: offers {@code src} to the socket; what that does not take goes into the queue. */
    private void send(ByteBuffer src) throws IOException {
        int limit = src.limit();
        boolean took = true;
        boolean flushed = true;
        try {
            while (took && src.position() < limit && state == State.OPEN) {
                src.limit(src.position() + Math.min(limit - src.position(), messageSize));
                took = socket.write(src) > 0;
            }
            flushed = socket.flush();
        } catch (IOException e) {
            throw fail(e, true);
        } finally {
            src.limit(limit);
            lock.lock();
            try {
                full = !took;
                held = !flushed;
                if (full && state == State.OPEN) {
                    queue.append(src);
                }
                stopSending();
            } finally {
                lock.unlock();
            }
        }
    }

    /** With the turn: waits until there is room in the queue, sending from it meanwhile. */
    private void awaitRoom(ByteBuffer src) throws IOException {
        attend(true);
        try {
            while (true) {
                pump();
                lock.lock();
                try {
                    if (state != State.OPEN || queue.space() > 0) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted(base + src.position());
                }
                if (!timed) {
                    timed = true;
                    deadline = waiting.deadline(timeout);
                }
                if (waiting.passed(deadline)) {
                    throw timedOut(base + src.position());
                }
                writable.await(deadline);
            }
        } finally {
            attend(false);
        }
    }

    private void attend(boolean present) {
        lock.lock();
        try {
            attended = present;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: whether anything is left to hand to the transport. */
    private boolean work() {
        return state != State.BROKEN
                && state != State.DEAD
                && (!queue.isEmpty() || held || (state != State.OPEN && !endSent));
    }

    /** Sees to it that what is left goes out: by the callback if the socket is full or a burst is on, else now. */
    private void settle() {
        boolean arm;
        lock.lock();
        try {
            if (!work() || sending || armed || attended) {
                return;
            }
            arm = full || (state == State.OPEN && burst.on());
            armed = arm;
            arming = arm;
        } finally {
            lock.unlock();
        }
        if (!arm || !arm()) {
            pump();
        }
    }

    /** Asks for the callback; false if it came at once, and the caller is to send. */
    private boolean arm() {
        waiting.whenWritable(onWritable);
        lock.lock();
        try {
            arming = false;
            boolean atOnce = called;
            called = false;
            return !atOnce;
        } finally {
            lock.unlock();
        }
    }

    private void writableNow() {
        lock.lock();
        try {
            armed = false;
            full = false;
            if (arming) {
                called = true; // sending here could call back again, and so on without bound
                return;
            }
        } finally {
            lock.unlock();
        }
        pump();
        lock.lock();
        try {
            if (attended) {
                writable.wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** For a reader who is about to wait: sends what only waits to be batched. */
    void hasten() {
        // Without the lock this may miss what another thread is queueing, which that thread's own call sees to.
        if (!queue.isEmpty()) {
            lock.lock();
            try {
                if (full || sending || !work()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            pump();
        }
    }

    /** Sends what is there to send, unless another does; asks for the callback if some is left and nobody attends. */
    private void pump() {
        do {
            lock.lock();
            try {
                if (sending || !work()) {
                    return;
                }
                sending = true;
            } finally {
                lock.unlock();
            }
            try {
                sendQueue();
            } catch (IOException e) {
                fail(e, false);
            }
            boolean arm;
            lock.lock();
            try {
                stopSending();
                arm = work() && !armed && !attended;
                armed |= arm;
                arming = arm;
            } finally {
                lock.unlock();
            }
            if (!arm) {
                return;
            }
        } while (!arm());
    }

    /** While sending: sends until nothing is left or the socket is full. */
    private void sendQueue() throws IOException {
        while (true) {
            ByteBuffer next = null;
            boolean end;
            lock.lock();
            try {
                if (!work()) {
                    return;
                }
                end = state != State.OPEN;
                if (!queue.isEmpty()) {
                    next = queue.first(messageSize);
                }
            } finally {
                lock.unlock();
            }
            int count = 0;
            boolean took;
            if (next != null) {
                count = socket.write(next);
                took = count > 0;
            } else {
                took = socket.flush();
                if (took && end) {
                    socket.shutdownWrite();
                    took = socket.flush();
                }
            }
            lock.lock();
            try {
                full = !took;
                if (next != null) {
                    queue.taken(count);
                    held = true; // the socket may hold some of it: flush before resting
                } else {
                    held = !took;
                    endSent = end && took;
                }
                if (full) {
                    return;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** With the lock. */
    private void stopSending() {
        sending = false;
        if (state == State.BROKEN || state == State.DEAD) {
            queue.clear();
        }
    }

    /** The direction has broken; the caller is sending. */
    private FlowException fail(IOException thrown, boolean toCaller) {
        Broken why = Broken.by("write", peer(), thrown);
        lock.lock();
        try {
            if (state == State.DEAD) {
                return closed();
            }
            if (broken == null) {
                broken = why;
                lost = !queue.isEmpty();
            }
            reported |= toCaller;
            state = State.BROKEN;
            release();
            return why.failure();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: sends everybody who waits back to look at the state. */
    private void release() {
        turns.dismiss();
        if (turns.taken()) {
            writable.wake();
        }
    }

    /** Ends writing at this end (H1, H3). */
    void shutdown() {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return;
            }
            state = State.SHUT;
            release();
        } finally {
            lock.unlock();
        }
        pump();
    }

    /** Releases all writers; no write succeeds after this (C4, C6). */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (state == State.OPEN || state == State.SHUT) {
                state = State.CLOSED;
            }
            release();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is queued and releases everybody (C8). */
    void abort() {
        lock.lock();
        try {
            closed = true;
            state = State.DEAD;
            if (!sending) {
                queue.clear();
            }
            release();
        } finally {
            lock.unlock();
        }
    }

    /**
     * After {@link #close}: hands the queue and the end of stream to the transport, and gives up at the deadline.
     *
     * @return how many accepted bytes the transport did not take
     */
    long finish(long until) throws FlowException {
        boolean interrupted = Thread.interrupted(); // delivering is bounded, and is what closing is for
        takeTurn();
        attend(true);
        try {
            while (true) {
                pump();
                lock.lock();
                try {
                    if (!work()) {
                        checkDelivered();
                        return 0;
                    }
                    if (waiting.passed(until) && !sending) {
                        return queue.size();
                    }
                } finally {
                    lock.unlock();
                }
                writable.await(until);
                interrupted |= Thread.interrupted();
            }
        } finally {
            attend(false);
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void takeTurn() {
        lock.lock();
        try {
            boolean taken = turns.tryTake();
            while (!taken) {
                // Whoever holds the turn was released by close() and leaves at once.
                taken = turns.await(Waiter.NEVER) == Turns.Outcome.TAKEN;
            }
        } finally {
            lock.unlock();
        }
    }

    private void checkDelivered() throws FlowException {
        Broken why = broken;
        if (why != null && lost && !reported) {
            throw why.again("close", peer());
        }
    }

    private void end() {
        lock.lock();
        try {
            if (state != State.BROKEN) {
                state = State.DEAD;
            }
            if (!sending) {
                queue.clear();
            }
            turns.release();
        } finally {
            lock.unlock();
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

    long writes() {
        lock.lock();
        try {
            return writes;
        } finally {
            lock.unlock();
        }
    }
}
