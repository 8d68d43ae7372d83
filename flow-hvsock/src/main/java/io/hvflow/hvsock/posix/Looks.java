package io.hvflow.hvsock.posix;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Actions that are to run in a moment: all of them together at the poller's next tick. The poller ticks while actions come,
 * and for one tick after, so that of those who ask all the time only the first has to wake it.
 */
final class Looks {
    /** A tick takes the poller some microseconds of a processor; in this time a burst of small writes fills several messages. */
    static final long TICK = TimeUnit.MICROSECONDS.toNanos(100);

    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> coming = new ArrayList<>(); // guarded by lock
    private boolean ticking; // guarded by lock
    private List<Runnable> due = new ArrayList<>(); // the poller's thread's

    /** Adds an action; returns whether the poller must be woken to begin to tick. */
    boolean add(Runnable action) {
        lock.lock();
        try {
            coming.add(action);
            boolean first = !ticking;
            ticking = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back an action that was added; false if the poller's thread has it, and runs it. */
    boolean takeBack(Runnable action) {
        lock.lock();
        try {
            return coming.remove(action);
        } finally {
            lock.unlock();
        }
    }

    /** The poller's thread: whether it is to tick. */
    boolean ticking() {
        lock.lock();
        try {
            return ticking;
        } finally {
            lock.unlock();
        }
    }

    /** The poller's thread: the actions that have come since the last tick; if none have, this was the last. */
    List<Runnable> due() {
        due.clear();
        lock.lock();
        try {
            List<Runnable> taken = coming;
            coming = due;
            due = taken;
            ticking = !taken.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
