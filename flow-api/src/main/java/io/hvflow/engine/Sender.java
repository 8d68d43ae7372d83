package io.hvflow.engine;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
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

    /**
     * After this many messages a thread leaves the rest to a callback, though the socket takes more: what others queue
     * meanwhile must not keep it for ever, be it a caller whose own call is done or the thread that serves all callbacks.
     */
    private static final int AT_ONCE = 256;

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
    private @Nullable Runnable watcher; // guarded by lock: the closer, which wants to know of all progress

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

    /** With the lock, when idle: the caller is the one who sends, by {@link #offer}, and says when it has {@link #ended}. */
    void begin() {
        sending = true;
    }

    /**
     * While sending: offers the socket bytes of {@code src}, at most {@code max}. Where this throws, the socket has taken none
     * of them.
     *
     * @return how many it took
     */
    int offer(ByteBuffer src, int max) throws IOException {
        int limit = src.limit();
        int from = src.position();
        int length = Math.min(Math.min(limit - from, max), messageSize);
        if (length <= 0) {
            return 0; // the caller has moved its buffer meanwhile
        }
        src.limit(from + length);
        try {
            return socket.write(src);
        } finally {
            src.limit(limit);
        }
    }

    /**
     * The caller of {@link #begin} has ended.
     *
     * @param all whether the socket took all that it was offered
     * @param flushed whether it holds nothing of its own
     */
    void ended(boolean all, boolean flushed) {
        lock.lock();
        try {
            full = !all;
            held = !flushed;
            stop();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void stop() {
        sending = false;
        dropIfOver();
        progress();
    }

    /** With the lock: what is queued when nothing is sent any more goes, unless a thread is using it. */
    private void dropIfOver() {
        if (!sending && (state == State.BROKEN || state == State.DEAD)) {
            queue.clear();
        }
    }

    private void progress() {
        if (watcher != null) {
            watcher.run();
        }
    }

    /** With the lock: has the closer woken whenever something was sent, or cannot be. */
    void watch(@Nullable Runnable closer) {
        watcher = closer;
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
            } catch (Throwable e) {
                fail(e); // be it an error: the bytes are not a caller's any more, and somebody has to hear of it
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
                    Waking.wake(writable); // there may be room now, and nobody is sending
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
        try {
            if (wanted == Callback.LOOK) {
                socket.waiting().soon(this);
            } else {
                socket.waiting().whenWritable(this);
            }
        } catch (Throwable e) {
            return refused(e);
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

    /** There is no callback to be had, so nobody will send what is queued, and later calls are to know it. */
    private boolean refused(Throwable why) {
        lock.lock();
        try {
            pending = Callback.NONE;
            asking = false;
            calledAtOnce = false;
        } finally {
            lock.unlock();
        }
        fail(why);
        return true;
    }

    /** The callback. */
    @Override
    public void run() {
        try {
            look();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void look() {
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

    /** While sending: sends until nothing is left of that share, the socket is full, or it is another's turn to. */
    private void sendQueue(Share share) throws IOException {
        boolean more = true;
        boolean whole = share == Share.WHOLE;
        for (int messages = 0; more && messages < AT_ONCE; messages++) {
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

    /** The stream has broken. Throws nothing. */
    FlowException fail(Throwable thrown) {
        Broken why = Broken.by("write", socket, thrown);
        lock.lock();
        try {
            if (state != State.DEAD && state != State.BROKEN) {
                lost |= !queue.isEmpty() || missed(why);
                broken = why;
                state = State.BROKEN;
                dropIfOver();
                onChange.run();
            }
            progress();
            return why.failure();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the peer misses what the socket holds of its own. One that has gone does not, any more than what the system would
     * hold.
     */
    private boolean missed(Broken why) {
        if (why.failure() instanceof FlowClosedException) {
            return false;
        }
        try {
            return socket.held() > 0;
        } catch (Throwable unknown) {
            return true;
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
        dropIfOver();
        onChange.run();
        progress();
    }
}
