package io.hvflow.spi;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands a flow's bytes to its socket: one thread at a time, in order, and what is queued before the end of stream. Where
 * the socket takes no more, whoever attends goes on, or else the socket's callback does. The lock is the direction's.
 */
final class Sender {
    enum State {
        OPEN,
        /** This end has shut down writing, or is closing: the queue goes out, then the end of stream. */
        ENDING,
        BROKEN,
        /** Aborted, or closed to the end: nothing is sent any more. */
        DEAD
    }

    private final StreamSocket socket;
    private final int messageSize;
    private final ReentrantLock lock;
    private final Runnable onChange;
    private final Runnable onWritable = this::writableNow;
    private final Waiter writable;
    private final SendQueue queue; // guarded by lock
    private volatile State state = State.OPEN; // written with lock
    private @Nullable Broken broken; // guarded by lock
    private boolean lost; // guarded by lock: bytes that the transport did not have were dropped when it broke
    private boolean sending; // guarded by lock: a thread calls the socket
    private boolean full; // guarded by lock: the socket took less than was offered when last asked
    private boolean held; // guarded by lock: the socket may hold bytes of its own that must be flushed
    private boolean endSent; // guarded by lock
    private boolean armed; // guarded by lock: the callback is pending
    private boolean arming; // guarded by lock: the callback is being asked for
    private boolean called; // guarded by lock: it came while it was being asked for
    private @Nullable Thread attendant; // guarded by lock: the caller who waits for the socket, and sends itself

    /**
     * Makes a sender.
     *
     * @param onChange is run, with the lock, when the state changes so that callers must look again
     * @param writable where the caller who attends waits
     */
    Sender(
            StreamSocket socket,
            int messageSize,
            SendQueue queue,
            ReentrantLock lock,
            Runnable onChange,
            Waiter writable) {
        this.socket = socket;
        this.messageSize = messageSize;
        this.queue = queue;
        this.lock = lock;
        this.onChange = onChange;
        this.writable = writable;
    }

    State state() {
        return state;
    }

    /** With the lock: why nothing can be sent any more, if it is because the stream broke. */
    @Nullable
    Broken broken() {
        return broken;
    }

    /** With the lock: whether queued bytes were lost when the stream broke. */
    boolean lost() {
        return lost;
    }

    /** With the lock: whether bytes given now would go out at once. */
    boolean idle() {
        return queue.isEmpty() && !sending;
    }

    /** With the lock: whether the queue is seen to by another thread. */
    boolean busy() {
        return sending || armed;
    }

    boolean sending() {
        return sending;
    }

    /** With the lock: whether the socket took less than it was offered when last asked. */
    boolean full() {
        return full;
    }

    /** With the lock: whether anything is left to hand to the transport. */
    boolean work() {
        return state != State.BROKEN
                && state != State.DEAD
                && (!queue.isEmpty() || held || (state == State.ENDING && !endSent));
    }

    /** With the lock: the socket may hold something that must be flushed. */
    void hold() {
        held = true;
    }

    /** With the lock, when idle: the caller is the one who sends, and calls {@link #send} next. */
    void begin() {
        sending = true;
    }

    /** After {@link #begin}: offers {@code src} to the socket, which may take a part of it, or nothing. */
    void send(ByteBuffer src) throws FlowException {
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
            throw fail(e);
        } finally {
            src.limit(limit);
            lock.lock();
            try {
                full = !took;
                held = !flushed;
                stop();
            } finally {
                lock.unlock();
            }
        }
    }

    /** With the lock. */
    private void stop() {
        sending = false;
        if (state == State.BROKEN || state == State.DEAD) {
            queue.clear();
        }
    }

    /** The socket is worth asking again. */
    void ask() {
        lock.lock();
        try {
            full = false;
        } finally {
            lock.unlock();
        }
    }

    void attend(boolean present) {
        lock.lock();
        try {
            attendant = present ? Thread.currentThread() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is queued, unless another does; asks for the callback if some is left and nobody attends. */
    void pump() {
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
                fail(e);
            }
        } while (!rest());
    }

    /** Stops sending; false if there is more to send at once. */
    private boolean rest() {
        lock.lock();
        try {
            stop();
            if (attendant != null) {
                if (attendant != Thread.currentThread()) {
                    writable.wake(); // there may be room now, and nobody is sending
                }
                return true;
            }
            if (!work() || armed) {
                return true;
            }
            armed = true;
            arming = true;
        } finally {
            lock.unlock();
        }
        return arm();
    }

    /** Leaves what is queued to the callback. */
    void later() {
        lock.lock();
        try {
            if (!work() || sending || armed || attendant != null) {
                return;
            }
            armed = true;
            arming = true;
        } finally {
            lock.unlock();
        }
        if (!arm()) {
            pump();
        }
    }

    /** Asks for the callback; false if it came at once, and the caller is to send. */
    private boolean arm() {
        socket.waiting().whenWritable(onWritable);
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
    }

    /** While sending: sends until nothing is left or the socket is full. */
    private void sendQueue() throws IOException {
        boolean more = true;
        while (more) {
            ByteBuffer next;
            boolean ending;
            lock.lock();
            try {
                if (!work()) {
                    return;
                }
                next = queue.isEmpty() ? null : queue.first(messageSize);
                ending = state == State.ENDING;
            } finally {
                lock.unlock();
            }
            int count = next == null ? 0 : socket.write(next);
            more = next == null ? end(ending) : count > 0;
            lock.lock();
            try {
                full = !more;
                held = next != null || !more;
                endSent |= next == null && ending && more;
                queue.taken(count);
            } finally {
                lock.unlock();
            }
        }
    }

    /** While sending, with nothing queued: flushes the socket, and signals the end of stream where it is due. */
    private boolean end(boolean ending) throws IOException {
        if (!socket.flush()) {
            return false;
        }
        if (ending) {
            socket.shutdownWrite();
        }
        return socket.flush();
    }

    /** The stream has broken; the caller is sending. */
    private FlowException fail(IOException thrown) {
        Broken why = Broken.by("write", socket.remoteAddress(), thrown);
        lock.lock();
        try {
            if (state != State.DEAD) {
                // What a socket holds of its own a peer that has gone does not miss, any more than what the system
                // would hold.
                lost |= !queue.isEmpty() || (socket.held() > 0 && !(why.failure() instanceof FlowClosedException));
                broken = why;
                state = State.BROKEN;
                onChange.run();
            }
            return why.failure();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: no more bytes are given; those that were go out, then the end of stream. */
    void ending() {
        if (state == State.OPEN) {
            state = State.ENDING;
        }
        onChange.run();
    }

    /** With the lock: nothing is sent any more. */
    void kill() {
        if (state != State.BROKEN) {
            state = State.DEAD;
        }
        if (!sending) {
            queue.clear();
        }
        onChange.run();
    }
}
