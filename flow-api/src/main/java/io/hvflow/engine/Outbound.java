package io.hvflow.engine;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowResetException;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
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

    /** How long a thread may be in a call of the socket, which does not block: longer than a busy machine keeps it waiting. */
    private static final long SENDING = 1_000_000_000;

    /** How long a close whose time is up leaves a socket that sends by threads of its own for what it has taken. */
    private static final long HELD = 100_000_000;

    /** After this many messages a large write looks at its time, and lets others at the lock. */
    private static final int PIECES = 64;

    private final Sender sender;
    private final Waiter writable;
    private final SendQueue queue; // guarded by lock
    private final Burst burst; // guarded by lock
    private boolean closed; // guarded by lock: this end has closed or aborted, whatever happened before
    private boolean aborted; // guarded by lock
    private boolean reported; // guarded by lock: a caller knows that the direction broke
    private long accepted; // the holder's of the turn: bytes of its call

    Outbound(StreamSocket socket, int messageSize, int bufferSize, Duration timeout) {
        super(socket, timeout);
        this.queue = new SendQueue(bufferSize);
        this.writable = waiting.waiter(Readiness.WRITABLE);
        this.sender = new Sender(socket, messageSize, queue, lock, this::release, writable);
        this.burst = new Burst(waiting);
    }

    void write(ByteBuffer src) throws IOException {
        switch (enter(src)) {
            case DONE -> {}
            case WHOLE -> {
                sender.sendWhole();
                goOn();
            }
            case TURN -> {
                try {
                    put(src, false);
                } finally {
                    leave();
                }
            }
        }
    }

    void writev(List<ByteBuffer> srcs) throws IOException {
        int last = srcs.size() - 1;
        while (last >= 0 && !srcs.get(last).hasRemaining()) {
            last--;
        }
        if (last < 0) {
            enter(EMPTY);
            return;
        }
        enter(null);
        try {
            for (int i = 0; i <= last; i++) {
                put(srcs.get(i), i < last);
            }
        } finally {
            leave();
        }
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
                    int before = queue.size();
                    try {
                        queue.append(src, length);
                    } finally {
                        count(queue.size() - before);
                    }
                    burst.joined();
                    return sender.wholeDue() ? Entry.WHOLE : Entry.DONE;
                }
            }
            takeTurn();
            accepted = 0;
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

    private void leave() {
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
    String operation() {
        return "write";
    }

    @Override
    String progress(long moved) {
        return moved + " bytes were accepted, which arrive";
    }

    /**
     * With the turn: accepts all of {@code src}, as it was when this began. With {@code more} to come, small pieces are only
     * queued.
     */
    private void put(ByteBuffer src, boolean more) throws IOException {
        long goal = accepted + src.remaining();
        boolean again = false;
        boolean lingered = false;
        while (accepted < goal && src.hasRemaining()) {
            if (again) {
                checkTime(accepted);
            }
            again = true;
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
                    append(src, goal); // what is left to do when all is in the queue, leave() sees to
                }
            } finally {
                lock.unlock();
            }
            if (direct) {
                long before = accepted;
                send(src, goal);
                lingered &= accepted == before;
            } else if (linger) {
                lingered = true;
                linger();
            } else if (accepted < goal) {
                awaitRoom();
            }
        }
    }

    /** With the turn and the lock. */
    private void append(ByteBuffer src, long goal) {
        int before = queue.size();
        try {
            queue.append(src, (int) (goal - accepted));
        } finally {
            accepted += queue.size() - before;
        }
    }

    /** With the lock: whether a write that finds the sender idle is to be queued all the same. */
    private boolean batches(ByteBuffer src, boolean small, boolean more) {
        return small && src.remaining() <= queue.space() && (more || burst.batches());
    }

    /** With the turn and nothing queued: gives the socket a moment, which is cheaper than queueing a large write. */
    private void linger() {
        long until = Deadlines.earlier(deadline(), waiting.now() + LINGER);
        try {
            sender.attend(true);
            writable.await(until);
        } finally {
            sender.attend(false);
        }
        sender.retry();
    }

    /** With the turn, and after {@link Sender#begin}: offers the socket messages of {@code src}. */
    private void send(ByteBuffer src, long goal) throws FlowException {
        boolean all = true;
        boolean flushed = false;
        try {
            for (int i = 0; all && i < PIECES && accepted < goal && sender.state() == Sender.State.OPEN; i++) {
                int count = sender.offer(src, (int) (goal - accepted));
                accepted += count;
                all = count > 0;
            }
            flushed = socket.flush();
        } catch (IOException e) {
            throw reported(sender.fail(e));
        } finally {
            sender.ended(all, flushed);
        }
    }

    private FlowException reported(FlowException failure) {
        lock.lock();
        try {
            reported = true;
        } finally {
            lock.unlock();
        }
        return failure;
    }

    /** With the turn: waits until there is room in the queue, sending from it meanwhile. */
    private void awaitRoom() throws IOException {
        try {
            sender.attend(true);
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
                checkPatience(accepted);
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
            Waking.wake(writable);
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
            aborted = true;
            sender.kill();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this end has broken the stream off, so that the one that closes has nobody to wait for. */
    boolean aborted() {
        lock.lock();
        try {
            return aborted;
        } finally {
            lock.unlock();
        }
    }

    /** After {@link #close}, for the one that closes: has it woken whenever there is progress. */
    void watch(Runnable closer) {
        lock.lock();
        try {
            sender.watch(closer);
        } finally {
            lock.unlock();
        }
    }

    /** Sends what the socket takes; true if nothing is left to hand to the transport, or it cannot be. */
    boolean handedOver() {
        sender.pump();
        lock.lock();
        try {
            return !sender.work();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How much longer than its deadline a close waits for bytes that another thread is handing over at this moment, in
     * nanoseconds: a thread in a call that does not block, or those of the socket itself.
     */
    long underWay() {
        lock.lock();
        try {
            if (sender.sending()) {
                return SENDING;
            }
            return sender.work() && socket.held() > 0 ? HELD : 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends handing over, for the one that closes.
     *
     * @return how many accepted bytes the transport did not take
     * @throws FlowException if accepted bytes were lost before, and no write has reported it
     */
    long finish() throws FlowException {
        lock.lock();
        try {
            Broken why = sender.broken();
            if (why != null && sender.lost() && !reported) {
                throw why.again("close", peer());
            }
            return sender.work() ? (long) queue.size() + socket.held() : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a writer that was released has left, and sends nothing after this. */
    void end(long until) {
        lock.lock();
        try {
            sender.kill();
            if (takeTurnToClose(until)) {
                turns.release();
            }
        } finally {
            sender.watch(null);
            lock.unlock();
        }
    }
}
