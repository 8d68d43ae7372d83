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

    private final Scheduler scheduler;
    private final Executor callbacks;
    private final int window;
    private final ReentrantLock lock = new ReentrantLock();

    // All of these are guarded by lock.
    private final Ring ring;
    private long written;
    private long taken;
    private @Nullable UnderWay underWay;
    private Mark sent = Mark.NONE;
    private Mark arrived = Mark.NONE;
    private boolean gone;
    private boolean deaf;
    private boolean silent;
    private int audible;
    private boolean endTaken;
    private boolean stopped;
    private boolean broken;
    private @Nullable Parker reader;
    private @Nullable Parker writer;
    private @Nullable Runnable whenWritable;
    private boolean running;
    private final Runnable callback = this::runWhenWritable;

    /**
     * Makes one.
     *
     * @param callbacks runs what the writer wants done
     */
    Pipe(Scheduler scheduler, Executor callbacks, BytePool pool, int window) {
        this.scheduler = scheduler;
        this.callbacks = callbacks;
        this.window = window;
        this.ring = new Ring(pool);
    }

    /**
     * Puts what fits of the first {@code most} bytes of {@code src}.
     *
     * @param passage how they travel; null if at once
     * @return how many bytes were put, or {@link #FINISHED}, {@link #STOPPED} or {@link #BROKEN}
     */
    int put(ByteBuffer src, int most, @Nullable Passage passage) {
        Parker wake;
        int count;
        lock.lock();
        try {
            if (!open()) {
                return refusal();
            }
            if (deaf) {
                written += most;
                src.position(src.position() + most);
                return most;
            }
            count = Math.min(most, window - ring.size());
            if (count > 0) {
                ring.put(src, count);
                written += count;
                depart(count, Mark.NONE, passage);
            }
            wake = dueReader();
        } finally {
            lock.unlock();
        }
        unpark(wake);
        return count;
    }

    /**
     * Takes up to {@code most} of the bytes that have arrived, as far as {@code dst} has room.
     *
     * @return how many bytes were taken; {@link #END} or {@link #BROKEN} where there are none and none will come
     */
    int take(ByteBuffer dst, int most) {
        Parker wake;
        boolean actionDue;
        int count;
        lock.lock();
        try {
            int there = readable();
            if (there == 0) {
                ring.idle();
                return ending();
            }
            count = Math.min(Math.min(there, dst.remaining()), most);
            ring.take(dst, count);
            taken += count;
            audible -= silent ? count : 0;
            wake = dueWriter();
            actionDue = whenWritable != null;
        } finally {
            lock.unlock();
        }
        unpark(wake);
        if (actionDue) {
            callbacks.execute(callback);
        }
        return count;
    }

    /** How many bytes were put and not taken. */
    int waiting() {
        lock.lock();
        try {
            return ring.size();
        } finally {
            lock.unlock();
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
            if (open()) {
                sent = mark;
                if (!deaf && !silent) {
                    depart(0, mark, passage);
                }
            }
        } finally {
            lock.unlock();
        }
        releaseAll();
    }

    /** The reader wants no more: it reads end of stream from now on, and the writer finds the peer gone. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            drop();
        } finally {
            lock.unlock();
        }
        releaseAll();
    }

    /** Breaks the stream at once, for both ends; what was put and not taken is lost. */
    void reset() {
        lock.lock();
        try {
            broken = true;
            drop();
        } finally {
            lock.unlock();
        }
        releaseAll();
    }

    /** The connection is gone, and both ends take it for an end: what was written is read, then end of stream. */
    void vanish() {
        lock.lock();
        try {
            gone = true;
            if (sent == Mark.NONE && !broken && !stopped) {
                sent = Mark.END;
                if (!silent) {
                    depart(0, Mark.END, null);
                }
            }
        } finally {
            lock.unlock();
        }
        releaseAll();
    }

    /**
     * Nothing that sets out from now on arrives, and neither end is told: the reader gets what was sent before and then waits,
     * the writer until the window is full does not.
     */
    void silence() {
        lock.lock();
        try {
            if (!silent) {
                silent = true;
                audible = ring.size();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reader finds the end behind what has arrived; what the writer still writes is lost, and it is not told. */
    void endEarly() {
        lock.lock();
        try {
            if (open()) {
                deaf = true;
                if (underWay != null) {
                    ring.dropLast(underWay.bytes());
                    underWay = null;
                }
                arrived = Mark.END;
            }
        } finally {
            lock.unlock();
        }
        releaseAll();
    }

    /** Loses the last bytes that were put and not taken, at most so many. */
    void lose(int most) {
        lock.lock();
        try {
            // What is under way has left the closing end's machine.
            if (underWay == null) {
                ring.dropLast(Math.min(most, readable()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes bytes from the writer that never arrive. */
    int swallow(ByteBuffer src, int count) {
        lock.lock();
        try {
            if (!open()) {
                return refusal();
            }
            written += count;
        } finally {
            lock.unlock();
        }
        src.position(src.position() + count);
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

    /** Runs {@code action} once, as soon as a put would not give 0, perhaps now. */
    void whenWritable(Runnable action) {
        boolean actionDue;
        lock.lock();
        try {
            whenWritable = action;
            actionDue = accepts();
        } finally {
            lock.unlock();
        }
        if (actionDue) {
            callbacks.execute(callback);
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
            return new Span(written, !open() ? 0 : deaf ? window : window - ring.size());
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

    private boolean open() {
        return !broken && !stopped && sent == Mark.NONE;
    }

    private int refusal() {
        if (gone) {
            return STOPPED;
        }
        if (sent == Mark.END) {
            return FINISHED;
        }
        return broken || sent == Mark.RESET ? BROKEN : STOPPED;
    }

    /** Whether a put would not give 0. */
    private boolean accepts() {
        return !open() || deaf || ring.size() < window;
    }

    private int readable() {
        int arrivedBytes = ring.size() - (underWay == null ? 0 : underWay.bytes());
        return silent ? Math.min(arrivedBytes, audible) : arrivedBytes;
    }

    private int ending() {
        if (stopped || endTaken) {
            return END;
        }
        if (broken || arrived == Mark.RESET) {
            return BROKEN;
        }
        // End of stream, once read, is final, also if the stream is reset afterwards.
        endTaken = arrived == Mark.END;
        return endTaken ? END : 0;
    }

    /** Whether a take would not give 0. */
    private boolean tells() {
        return stopped || broken || arrived != Mark.NONE || readable() > 0;
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
            arrived = mark;
            return;
        }
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
                arrived = underWay.arrived();
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
            actionDue = whenWritable != null && accepts();
        } finally {
            lock.unlock();
        }
        unpark(wakeReader);
        unpark(wakeWriter);
        if (actionDue) {
            callbacks.execute(callback);
        }
    }

    /**
     * Runs the writer's action on this thread. An action that asks for the next is not nested in itself, however fast
     * the reader is: the outermost goes on with it.
     */
    private void runWhenWritable() {
        Runnable action = dueAction();
        while (action != null) {
            try {
                action.run();
            } finally {
                actionRan();
            }
            action = dueAction();
        }
    }

    private @Nullable Runnable dueAction() {
        lock.lock();
        try {
            Runnable due = whenWritable;
            if (due == null || running || !accepts()) {
                return null;
            }
            whenWritable = null;
            running = true;
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void actionRan() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    private static void unpark(@Nullable Parker parker) {
        if (parker != null) {
            parker.unpark();
        }
    }
}
