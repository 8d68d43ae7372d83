package io.hvflow.spi;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands a flow's bytes to its socket: one thread at a time, in order, and what is queued before the end of stream. The lock is
 * the direction's.
 *
 * <p>Whenever there is {@link #work} and the lock is free, exactly one of these sees to it: the thread that is {@link #sending};
 * the attendant, who waits for the socket; one callback, which is {@link #pending}; or else the writer that holds the turn,
 * who asks for one of the three before it leaves. A callback is asked for at two occasions: when the socket is full, for when
 * it is writable; and in a burst, for a moment later, so that the writer sends whole messages meanwhile and only the tail of
 * the burst is left to the callback.
 */
final class Sender implements Runnable {
    enum State {
        OPEN,
        /** This end has shut down writing, or is closing: the queue goes out, then the end of stream. */
        ENDING,
        BROKEN,
        /** Aborted, or closed to the end: nothing is sent any more. */
        DEAD
    }

    /** What the socket owes this flow. */
    private enum Callback {
        NONE,
        /** To be called when the socket is writable. */
        WRITABLE,
        /** To be called in a moment. */
        LOOK
    }

    /** How much of the queue is sent. */
    private enum Share {
        ALL,
        /** What is there to begin with; then whole messages, as the writer goes on. */
        PRESENT,
        /** What fills messages. */
        WHOLE
    }

    private final StreamSocket socket;
    private final int messageSize;
    private final ReentrantLock lock;
    private final Runnable onChange;
    private final Waiter writable;
    private final SendQueue queue; // guarded by lock
    private volatile State state = State.OPEN; // written with lock
    private @Nullable Broken broken; // guarded by lock
    private boolean lost; // guarded by lock: bytes that the transport did not have were dropped when it broke
    private boolean sending; // guarded by lock: a thread calls the socket
    private boolean full; // guarded by lock: the socket took less than was offered when last asked
    private boolean held; // guarded by lock: the socket may hold bytes of its own that must be flushed
    private boolean endSent; // guarded by lock
    private Callback pending = Callback.NONE; // guarded by lock
    private boolean asking; // guarded by lock: the callback is being asked for
    private boolean calledAtOnce; // guarded by lock: it came while it was being asked for
    private boolean wholeSent; // guarded by lock: since the last look, the writer has sent messages that it had filled
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

    /** With the lock: whether another thread is sending, or is about to when the socket is writable. */
    boolean busy() {
        return sending || pending == Callback.WRITABLE;
    }

    /** With the lock: whether what is queued goes out without the caller's doing. */
    boolean seenTo() {
        return sending || pending != Callback.NONE;
    }

    /** With the lock: whether that many bytes may be put behind others, which go out without the caller's doing. */
    boolean takesBehind(int length) {
        return state == State.OPEN && !queue.isEmpty() && seenTo() && length <= queue.space();
    }

    /** With the lock: whether there is enough for {@link #sendWhole}, and nobody else to send it. */
    boolean wholeDue() {
        return pending == Callback.LOOK && !sending && !full && queue.size() >= wholeSize();
    }

    private int wholeSize() {
        return Math.min(messageSize, Chunk.SIZE);
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
    void retry() {
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
        pump(Share.ALL);
    }

    /** In a burst: sends what fills messages. The rest has been left to a callback. */
    void sendWhole() {
        pump(Share.WHOLE);
    }

    private void pump(Share first) {
        Share share = first;
        while (true) {
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
                sendQueue(share);
            } catch (IOException e) {
                fail(e);
            }
            if (rest(share)) {
                return;
            }
            share = Share.ALL;
        }
    }

    /** Stops sending; false if there is more to send at once. */
    private boolean rest(Share sent) {
        Callback wanted;
        lock.lock();
        try {
            stop();
            wholeSent |= sent == Share.WHOLE;
            if (attendant != null) {
                if (attendant != Thread.currentThread()) {
                    writable.wake(); // there may be room now, and nobody is sending
                }
                return true;
            }
            if (!work() || pending != Callback.NONE) {
                return true;
            }
            // A writer in a burst that has filled the socket soon attends, and waits for it better than a callback
            // does.
            boolean tail = sent == Share.WHOLE || (sent == Share.PRESENT && !full);
            wanted = tail ? Callback.LOOK : Callback.WRITABLE;
            owe(wanted);
        } finally {
            lock.unlock();
        }
        return ask(wanted);
    }

    /** Leaves what is queued to a callback: when the socket is writable, or in a burst in a moment. */
    void later(boolean burst) {
        Callback wanted = burst ? Callback.LOOK : Callback.WRITABLE;
        lock.lock();
        try {
            if (!work() || seenTo() || attendant != null) {
                return;
            }
            owe(wanted);
        } finally {
            lock.unlock();
        }
        if (!ask(wanted)) {
            pump();
        }
    }

    /** With the lock: a callback that the caller asks for next, without it. */
    private void owe(Callback wanted) {
        pending = wanted;
        asking = true;
    }

    /** Asks for the callback; false if it came at once, and the caller is to send. */
    private boolean ask(Callback wanted) {
        if (wanted == Callback.LOOK) {
            socket.waiting().soon(this);
        } else {
            socket.waiting().whenWritable(this);
        }
        lock.lock();
        try {
            asking = false;
            boolean atOnce = calledAtOnce;
            calledAtOnce = false;
            return !atOnce;
        } finally {
            lock.unlock();
        }
    }

    /** The callback. */
    @Override
    public void run() {
        Share share;
        boolean again;
        lock.lock();
        try {
            share = pending == Callback.LOOK ? Share.PRESENT : Share.ALL;
            full &= pending == Callback.LOOK;
            pending = Callback.NONE;
            if (asking) {
                calledAtOnce = true; // sending here could call back again, and so on without bound
                return;
            }
            if (share == Share.PRESENT && attendant != null) {
                return; // who sends by itself, and asks again for what it leaves
            }
            // While the writer fills messages and sends them, what is there is no tail yet.
            again = share == Share.PRESENT && wholeSent && !full && state == State.OPEN;
            wholeSent = false;
            if (again) {
                owe(Callback.LOOK);
            }
        } finally {
            lock.unlock();
        }
        if (!again || !ask(Callback.LOOK)) {
            pump(share);
        }
    }

    /** While sending: sends until nothing is left of that share, or the socket is full. */
    private void sendQueue(Share share) throws IOException {
        boolean more = true;
        boolean whole = share == Share.WHOLE;
        while (more) {
            ByteBuffer next;
            boolean ending;
            lock.lock();
            try {
                ending = state == State.ENDING;
                boolean due = !whole || ending || queue.size() >= wholeSize();
                if (!work() || (!due && !queue.isEmpty() && !held)) {
                    return;
                }
                next = queue.isEmpty() || !due ? null : queue.first(messageSize);
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
            whole = share != Share.ALL;
        }
    }

    /** While sending, with nothing to give: flushes the socket, and signals the end of stream where it is due. */
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
