package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: a bounded queue of bytes with the ways in which it ends. See the package for its
 * states. It never blocks, and calls nothing of others with its lock held.
 *
 * <p>Bytes are <em>under way</em> from when they are put until they arrive: no time at all unless a {@link Passage}
 * says otherwise. The window bounds the bytes that were put and not taken.
 */
final class Pipe {
    /** The reader has all that was written and no more comes, or it wanted no more. */
    static final int END = -1;
    /** The stream was reset. */
    static final int BROKEN = -2;
    /** The writer itself has ended this direction. */
    static final int FINISHED = -3;
    /** The reader wants no more. */
    static final int STOPPED = -4;

    /** So many bytes are copied with the lock; for more, the other end could be copying at the same time. */
    private static final int SHORT = 1024;

    private final Scheduler scheduler;
    private final Executor callbacks;
    private final int window;
    private final ReentrantLock lock = new ReentrantLock();

    // All of these are guarded by lock.
    private final Ring ring;
    private long written;
    private long taken;
    private @Nullable UnderWay underWay;
    private final PipeState state = new PipeState();
    private boolean deaf;
    private int audible; // once the connection is dead: the bytes that set out before
    private @Nullable Parker reader;
    private @Nullable Parker writer;
    private final WriterAction action = new WriterAction(lock, this::accepts);

    /**
     * Makes one.
     *
     * @param callbacks runs what the writer wants done, never on the thread that asks: that one is inside a call of either
     *     flow, and may hold a lock of that
     */
    Pipe(Scheduler scheduler, Executor callbacks, BytePool pool, int window) {
        this.scheduler = scheduler;
        this.callbacks = callbacks;
        this.window = window;
        this.ring = new Ring(pool);
    }

    /**
     * Puts what fits of the first {@code most} bytes of {@code src}. Where this throws, no byte was put.
     *
     * @param passage how they travel; null if at once
     * @return how many bytes were put, or {@link #FINISHED}, {@link #STOPPED} or {@link #BROKEN}
     */
    int put(ByteBuffer src, int most, @Nullable Passage passage) {
        Parker wake = null;
        int count;
        lock.lock();
        try {
            if (!state.open()) {
                return state.refusal();
            }
            if (deaf) {
                src.position(src.position() + most);
                written += most;
                return most;
            }
            count = Math.min(most, window - ring.size());
            if (count == 0) {
                return 0;
            }
            ring.beginPut(count);
            if (count <= SHORT) {
                copyIn(src, count);
                wake = put(count, passage);
            }
        } finally {
            lock.unlock();
        }
        if (count > SHORT) {
            copyIn(src, count);
            lock.lock();
            try {
                wake = put(count, passage);
            } finally {
                lock.unlock();
            }
        }
        unpark(wake);
        return count;
    }

    private void copyIn(ByteBuffer src, int count) {
        boolean copied = false;
        try {
            ring.copyIn(src, count);
            copied = true;
        } finally {
            if (!copied) {
                lock.lock();
                try {
                    ring.dropPut();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /**
     * Takes up to {@code most} of the bytes that have arrived, as far as {@code dst} has room. Where this throws, no byte was taken.
     *
     * @return how many bytes were taken; {@link #END} or {@link #BROKEN} where there are none and none will come
     */
    int take(ByteBuffer dst, int most) {
        Parker wake = null;
        boolean actionDue = false;
        int count;
        lock.lock();
        try {
            int there = readable();
            if (there == 0) {
                ring.idle();
                return state.ending();
            }
            count = Math.min(Math.min(there, dst.remaining()), most);
            ring.beginTake(count);
            if (count <= SHORT) {
                copyOut(dst, count);
                wake = taken(count);
                actionDue = action.due();
            }
        } finally {
            lock.unlock();
        }
        if (count > SHORT) {
            copyOut(dst, count);
            lock.lock();
            try {
                wake = taken(count);
                actionDue = action.due();
            } finally {
                lock.unlock();
            }
        }
        unpark(wake);
        if (actionDue) {
            callbacks.execute(action);
        }
        return count;
    }

    private void copyOut(ByteBuffer dst, int count) {
        boolean copied = false;
        try {
            ring.copyOut(dst, count);
            copied = true;
        } finally {
            if (!copied) {
                lock.lock();
                try {
                    ring.dropTake();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** As {@link Ring#wraps}. */
    long wraps() {
        lock.lock();
        try {
            return ring.wraps();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream behind the bytes that were put. Does nothing to one that has ended. */
    void finish(Mark mark, @Nullable Passage passage) {
        lock.lock();
        try {
            if (state.open()) {
                state.sent(mark);
                if (!deaf && !state.isDead()) {
                    depart(0, mark, passage);
                }
            }
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /** The reader wants no more: it reads end of stream from now on, and the writer finds the peer gone. */
    void stop() {
        lock.lock();
        try {
            state.stop();
            if (state.isDead()) {
                audible = 0; // and the writer's window stays as it is
            } else {
                drop();
            }
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /** Breaks the stream at once, for both ends; what was put and not taken is lost. */
    void reset() {
        lock.lock();
        try {
            breakOff();
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /** Breaks the stream at once, for its reader; the writer is not told, as by {@link #sever}. */
    void resetReader() {
        lock.lock();
        try {
            severed();
            state.breakReader();
            audible = 0;
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /** Breaks the stream at once, for its writer; the reader is not told, as by {@link #sever}. */
    void resetWriter() {
        lock.lock();
        try {
            severed();
            state.breakWriter();
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /** The connection is gone, and both ends take it for an end: what was written is read, then end of stream. */
    void vanish() {
        lock.lock();
        try {
            boolean ends = state.open() && !state.isDead();
            state.vanish();
            if (ends) {
                depart(0, Mark.END, null);
            }
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /**
     * Nothing that sets out from now on arrives, and neither end is told: the reader gets what was sent before and then waits,
     * the writer until the window is full does not.
     */
    void sever() {
        lock.lock();
        try {
            severed();
        } finally {
            lock.unlock();
        }
    }

    /** Whether its ends learn nothing of each other any more. */
    boolean isDead() {
        lock.lock();
        try {
            return state.isDead();
        } finally {
            lock.unlock();
        }
    }

    /** The reader finds the end behind what has arrived; what the writer still writes is lost, and it is not told. */
    void endEarly() {
        lock.lock();
        try {
            if (state.open()) {
                deaf = true;
                if (underWay != null) {
                    ring.dropLast(underWay.bytes());
                    underWay = null;
                }
                state.arrived(Mark.END);
            }
        } finally {
            lock.unlock();
            releaseAll();
        }
    }

    /** Loses the last bytes that were put and not taken, at most so many. */
    void lose(int most) {
        lock.lock();
        try {
            // What is under way has left the closing end's machine.
            if (underWay == null) {
                ring.dropLast(most);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes bytes from the writer that never arrive. */
    int swallow(ByteBuffer src, int count) {
        lock.lock();
        try {
            if (!state.open()) {
                return state.refusal();
            }
            src.position(src.position() + count);
            written += count;
        } finally {
            lock.unlock();
        }
        return count;
    }

    /** Lets go on what {@code fault} holds. */
    void release(Fault fault) {
        lock.lock();
        try {
            if (underWay != null) {
                underWay.release(fault);
            }
        } finally {
            lock.unlock();
        }
        arrive();
    }

    /**
     * Makes {@code parker} the one to unpark as soon as a take would not give 0.
     *
     * @return false, and nothing done, if it would not now
     */
    boolean awaitReadable(Parker parker) {
        lock.lock();
        try {
            if (tells()) {
                return false;
            }
            reader = parker;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes {@code parker} the one to unpark as soon as a put would not give 0.
     *
     * @return false, and nothing done, if it would not now
     */
    boolean awaitWritable(Parker parker) {
        lock.lock();
        try {
            if (accepts()) {
                return false;
            }
            writer = parker;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs {@code wanted} once, as soon as a put would not give 0.
     *
     * @param now runs it if that is so already
     */
    void whenWritable(Runnable wanted, Executor now) {
        boolean actionDue;
        lock.lock();
        try {
            action.want(wanted);
            actionDue = action.due();
        } finally {
            lock.unlock();
        }
        if (actionDue) {
            now.execute(action);
        }
    }

    /** What a take would find and where in the stream it would begin. */
    Span readableSpan() {
        lock.lock();
        try {
            return new Span(taken, readable());
        } finally {
            lock.unlock();
        }
    }

    /** The bytes that were put and not taken, those under way among them. */
    int queued() {
        lock.lock();
        try {
            return ring.size();
        } finally {
            lock.unlock();
        }
    }

    /** What has been put and not taken. */
    Event.Unread unread() {
        lock.lock();
        try {
            return new Event.Unread(readable(), ring.size() >= window);
        } finally {
            lock.unlock();
        }
    }

    /** What a put would fill and where in the stream it would begin. */
    Span writableSpan() {
        lock.lock();
        try {
            return new Span(written, !state.open() ? 0 : deaf ? window : window - ring.size());
        } finally {
            lock.unlock();
        }
    }

    /**
     * A piece of the stream.
     *
     * @param offset the bytes before it
     * @param bytes its length
     */
    record Span(long offset, int bytes) {}

    // The private methods down to `drop` are called with the lock held.

    /**
     * The writer's bytes are in the ring: the reader to wake. If the stream was ended while they were copied, they count as put
     * before that and lost.
     */
    private @Nullable Parker put(int count, @Nullable Passage passage) {
        written += count;
        if (state.open() && !deaf) {
            depart(count, Mark.NONE, passage);
            ring.endPut();
        } else {
            ring.dropPut();
        }
        return dueReader();
    }

    /** The reader has these bytes: the writer to wake. */
    private @Nullable Parker taken(int count) {
        ring.endTake();
        taken += count;
        audible = state.isDead() ? Math.max(0, audible - count) : 0;
        return dueWriter();
    }

    private void severed() {
        if (!state.isDead()) {
            state.sever();
            audible = ring.size();
        }
    }

    /** Whether a put would not give 0. */
    private boolean accepts() {
        return !state.open() || deaf || ring.size() < window;
    }

    private int readable() {
        int arrivedBytes = ring.size() - (underWay == null ? 0 : underWay.bytes());
        return state.isDead() ? Math.min(arrivedBytes, audible) : arrivedBytes;
    }

    /** Whether a take would not give 0. */
    private boolean tells() {
        return state.ends() || readable() > 0;
    }

    private @Nullable Parker dueReader() {
        Parker due = reader;
        if (due == null || !tells()) {
            return null;
        }
        reader = null;
        return due;
    }

    private @Nullable Parker dueWriter() {
        Parker due = writer;
        if (due == null || !accepts()) {
            return null;
        }
        writer = null;
        return due;
    }

    private void depart(int count, Mark mark, @Nullable Passage passage) {
        if (passage == null && underWay == null) {
            state.arrived(mark);
            return;
        }
        try {
            send(count, mark, passage);
        } catch (Throwable e) {
            // What is on its way is not known any more: no byte may be lost in silence.
            breakOff();
            unpark(dueReader());
            unpark(dueWriter());
            throw e;
        }
    }

    private void send(int count, Mark mark, @Nullable Passage passage) {
        if (underWay == null) {
            underWay = new UnderWay();
        }
        Passage way = passage == null ? Passage.FREE : passage;
        Fault holder = way.holder() == null || way.holder().removed() ? null : way.holder();
        long now = scheduler.now();
        long due = way.behind() ? Math.max(now, underWay.last(now)) + way.delay() : now + way.delay();
        underWay.add(count, mark, due, holder, way.heldUntil());
        scheduler.at(due, this::arrive);
        if (holder != null && way.heldUntil() != Waiter.NEVER) {
            scheduler.at(way.heldUntil(), this::arrive);
        }
    }

    private void breakOff() {
        state.breakReader();
        state.breakWriter();
        drop();
    }

    private void drop() {
        ring.clear();
        underWay = null;
    }

    private void arrive() {
        Parker wake;
        lock.lock();
        try {
            if (underWay != null) {
                underWay.arrive(scheduler.now());
                state.arrived(underWay.arrived());
                if (underWay.isEmpty()) {
                    underWay = null;
                }
            }
            wake = dueReader();
        } finally {
            lock.unlock();
        }
        unpark(wake);
    }

    private void releaseAll() {
        Parker wakeReader;
        Parker wakeWriter;
        boolean actionDue;
        lock.lock();
        try {
            wakeReader = dueReader();
            wakeWriter = dueWriter();
            actionDue = action.due();
        } finally {
            lock.unlock();
        }
        unpark(wakeReader);
        unpark(wakeWriter);
        if (actionDue) {
            callbacks.execute(action);
        }
    }

    private static void unpark(@Nullable Parker parker) {
        if (parker != null) {
            parker.unpark();
        }
    }
}
