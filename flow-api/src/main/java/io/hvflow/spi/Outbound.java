package io.hvflow.spi;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowResetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writing direction of a flow. A writer that holds the turn sends straight to the socket; what the socket does not
 * take, and the small writes of a burst, wait in the queue, which goes out without a further call (W4).
 */
final class Outbound extends Direction {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    /** What a writer that has come in is to do. */
    private enum Entry {
        /** Nothing more. */
        DONE,
        /** Its bytes are queued, and have filled a message: to send that. */
        WHOLE,
        /** It holds the turn. */
        TURN
    }

    /** How long a large write waits for the socket before it is queued, in nanoseconds: a peer that reads is faster. */
    private static final long LINGER = 1_000_000;

    /** How long a close whose time is up leaves a socket that sends by threads of its own for what it has taken. */
    private static final long HANDING_OVER = 100_000_000;

    private final Sender sender;
    private final Waiter writable;
    private final SendQueue queue; // guarded by lock
    private final Burst burst; // guarded by lock
    private boolean closed; // guarded by lock: this end has closed or aborted, whatever happened before
    private boolean reported; // guarded by lock: a caller knows that the direction broke
    private long base; // the holder's of the turn: accepted bytes of its call, less the position of the buffer at hand

    Outbound(StreamSocket socket, int messageSize, int bufferSize, Duration timeout) {
        super(socket, "write", timeout);
        this.queue = new SendQueue(bufferSize);
        this.writable = waiting.waiter(Readiness.WRITABLE);
        this.sender = new Sender(socket, messageSize, queue, lock, this::release, writable);
        this.burst = new Burst(waiting);
    }

    void write(ByteBuffer src) throws IOException {
        int before = src.position();
        switch (enter(src)) {
            case DONE -> {}
            case WHOLE -> {
                sender.sendWhole();
                goOn();
            }
            case TURN -> {
                try {
                    base = -before;
                    put(src, false);
                } finally {
                    leave(src.position() - before);
                }
            }
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
        enter(null);
        long done = 0;
        try {
            for (int i = 0; i <= last; i++) {
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

    /** Takes the turn, always where {@code src} is null; an empty buffer, and one that goes behind others, need none. */
    private Entry enter(@Nullable ByteBuffer src) throws IOException {
        lock.lock();
        try {
            if (src != null) {
                int length = src.remaining();
                if (length == 0) {
                    open();
                    return Entry.DONE;
                }
                if (!turns.taken() && sender.takesBehind(length)) {
                    count(queue.append(src));
                    burst.joined();
                    return sender.wholeDue() ? Entry.WHOLE : Entry.DONE;
                }
            }
            takeTurn();
            return Entry.TURN;
        } finally {
            lock.unlock();
        }
    }

    /** The next write follows what was just sent. */
    private void goOn() {
        lock.lock();
        try {
            burst.sent();
        } finally {
            lock.unlock();
        }
    }

    private void leave(long accepted) {
        boolean batched;
        boolean full;
        lock.lock();
        try {
            count(accepted);
            turns.release();
            if (!sender.work() || sender.seenTo()) {
                return;
            }
            batched = burst.on();
            full = sender.full();
        } finally {
            lock.unlock();
        }
        if (batched || full) {
            sender.later(batched);
        } else {
            sender.pump();
        }
    }

    @Override
    boolean open() throws FlowException {
        if (closed) {
            throw closed();
        }
        Broken why = sender.broken();
        if (why != null) {
            reported = true;
            throw why.again("write", peer());
        }
        if (sender.state() != Sender.State.OPEN) {
            throw new FlowClosedException("write", peer(), "this end has shut down writing", null);
        }
        return true;
    }

    @Override
    String progress(long moved) {
        return moved + " bytes were accepted, which arrive";
    }

    /** With the turn: accepts all of {@code src}. With {@code more} to come, small pieces are only queued. */
    private void put(ByteBuffer src, boolean more) throws IOException {
        boolean lingered = false;
        while (src.hasRemaining()) {
            boolean direct;
            boolean linger;
            lock.lock();
            try {
                open();
                boolean small = src.remaining() <= Burst.SMALL;
                boolean full = sender.full();
                linger = sender.idle() && full && !small && !lingered;
                direct = sender.idle() && !full && !batches(src, small, more);
                if (direct) {
                    sender.begin();
                } else if (!linger && (small || full || sender.busy())) {
                    queue.append(src); // what is left to do when all is in the queue, leave() sees to
                }
            } finally {
                lock.unlock();
            }
            if (linger) {
                lingered = true;
                linger();
            } else if (direct) {
                int before = src.position();
                send(src);
                lingered &= src.position() == before;
            } else if (src.hasRemaining()) {
                awaitRoom(src);
            }
        }
    }

    /** With the lock: whether a write that finds the sender idle is to be queued all the same. */
    private boolean batches(ByteBuffer src, boolean small, boolean more) {
        return small && src.remaining() <= queue.space() && (more || burst.batches());
    }

    /** With the turn and nothing queued: gives the socket a moment, which is cheaper than queueing a large write. */
    private void linger() {
        sender.attend(true);
        try {
            writable.await(waiting.now() + LINGER);
        } finally {
            sender.attend(false);
        }
        sender.retry();
    }

    private void send(ByteBuffer src) throws FlowException {
        try {
            sender.send(src);
        } catch (FlowException e) {
            lock.lock();
            try {
                reported = true;
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    /** With the turn: waits until there is room in the queue, sending from it meanwhile. */
    private void awaitRoom(ByteBuffer src) throws IOException {
        sender.attend(true);
        try {
            while (true) {
                sender.pump();
                lock.lock();
                try {
                    if (sender.state() != Sender.State.OPEN || queue.space() > 0) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                checkPatience(base + src.position());
                writable.await(deadline());
            }
        } finally {
            sender.attend(false);
        }
    }

    /** The reset that a send has met, if one has. */
    @Nullable
    Broken reset() {
        lock.lock();
        try {
            Broken why = sender.broken();
            return why != null && why.failure() instanceof FlowResetException ? why : null;
        } finally {
            lock.unlock();
        }
    }

    /** For a reader who is about to wait: sends what only waits to be batched. */
    void hasten() {
        boolean batched;
        lock.lock();
        try {
            batched = sender.work() && !sender.full();
        } finally {
            lock.unlock();
        }
        if (batched) {
            sender.pump();
        }
    }

    /** Sends what the socket may hold of its own: a signal that it has just been given. */
    void flush() {
        lock.lock();
        try {
            sender.hold();
        } finally {
            lock.unlock();
        }
        sender.pump();
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
            sender.ending();
        } finally {
            lock.unlock();
        }
        sender.pump();
    }

    /** Releases all writers; no write succeeds after this (C4, C6). */
    void close() {
        lock.lock();
        try {
            closed = true;
            sender.ending();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is queued and releases everybody (C8). */
    void abort() {
        lock.lock();
        try {
            closed = true;
            sender.kill();
        } finally {
            lock.unlock();
        }
    }

    /**
     * After {@link #close}: hands the queue and the end of stream to the transport, and gives up at the deadline. Bounded,
     * and what closing is for, so not cut short by an interrupt, which stays set.
     *
     * @return how many accepted bytes the transport did not take
     * @throws FlowException if accepted bytes were lost before, and no write has told so
     */
    long finish(long until) throws FlowException {
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            boolean taken = turns.tryTake();
            while (!taken) {
                // Whoever holds the turn was released by close() and leaves at once.
                taken = turns.await(Waiter.NEVER) == Turns.Outcome.TAKEN;
                interrupted |= Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
        sender.attend(true);
        try {
            long last = until;
            while (true) {
                sender.pump();
                boolean sending;
                lock.lock();
                try {
                    sending = sender.sending();
                    if (!sender.work() || (waiting.passed(last) && !sending)) {
                        int held = sender.work() ? socket.held() : 0;
                        if (held == 0 || last != until) {
                            checkDelivered();
                            return (long) queue.size() + held;
                        }
                        last = waiting.now() + HANDING_OVER;
                    }
                } finally {
                    lock.unlock();
                }
                // Another thread that is sending is about to end, and wakes this one.
                writable.await(sending ? Waiter.NEVER : last);
                interrupted |= Thread.interrupted();
            }
        } finally {
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void checkDelivered() throws FlowException {
        Broken why = sender.broken();
        if (why != null && sender.lost() && !reported) {
            throw why.again("close", peer());
        }
    }

    private void end() {
        sender.attend(false);
        lock.lock();
        try {
            sender.kill();
            turns.release();
        } finally {
            lock.unlock();
        }
    }
}
