package io.hvflow.hvsock.posix;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor's dealings with the poller: who is to be told when it is ready. Each slot holds one task, which is run
 * once; the kernel watches for all of them with one one-shot registration.
 *
 * <p>The kernel knows it by {@link #id}, which is never used again, so that an event that comes late cannot meet another
 * descriptor of the same number.
 */
final class Registration {
    /** Who waits for what. */
    enum Slot {
        READER(0, Linux.POLLIN),
        WRITER(1, Linux.POLLOUT),
        ACTION(2, Linux.POLLOUT);

        final int index;
        final int interest;

        Slot(int index, int interest) {
            this.index = index;
            this.interest = interest;
        }
    }

    private static final Slot[] SLOTS = Slot.values();
    private static final AtomicLong IDS = new AtomicLong();

    final long id = IDS.incrementAndGet();

    /** Not private for the sake of a test that holds it for long. */
    final ReentrantLock lock = new ReentrantLock();

    private final Descriptor descriptor;

    /** What to run when a slot's interest is ready, by its index. Guarded by {@link #lock}. */
    private final @Nullable Runnable[] tasks = new @Nullable Runnable[SLOTS.length];

    /** The poller whose set the descriptor is in; it may have retired since, if there are no tasks. Guarded by lock. */
    private @Nullable Poller poller;

    Registration(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Has {@code task} run once the descriptor is ready. The caller is inside the descriptor, and looks afterwards whether it
     * is closing.
     *
     * @return false if the system has no means to watch
     */
    boolean arm(Slot slot, Runnable task) {
        lock.lock();
        try {
            if (tasks[slot.index] != null) {
                throw new IllegalStateException("somebody waits for this direction of the socket already: " + slot);
            }
            Poller current = Poller.retain();
            if (current == null) {
                return false;
            }
            tasks[slot.index] = task;
            if (current.watch(this, descriptor.number(), interest(), current != poller)) {
                poller = current;
                return true;
            }
            tasks[slot.index] = null;
            current.release();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a task back; false if it has been run, or is about to be. */
    boolean disarm(Slot slot) {
        lock.lock();
        try {
            // The kernel goes on watching: an event for nobody is one spurious turn of the poller, and rarer than this.
            return take(slot) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a task before its time; nothing if it has been run, or is about to be. */
    void fire(Slot slot) {
        Runnable task;
        lock.lock();
        try {
            task = take(slot);
        } finally {
            lock.unlock();
        }
        run(task);
    }

    /** The poller's thread: the kernel has seen these events, and has stopped watching. */
    void ready(int events) {
        boolean ended = (events & (Linux.POLLERR | Linux.POLLHUP)) != 0;
        Runnable reader;
        Runnable writer;
        Runnable action;
        lock.lock();
        try {
            reader = takeIf(Slot.READER, ended, events);
            writer = takeIf(Slot.WRITER, ended, events);
            action = takeIf(Slot.ACTION, ended, events);
            int rest = interest();
            if (rest != 0 && poller != null && descriptor.enter()) {
                try {
                    // If the kernel will not watch on, all look for themselves, and come back if need be.
                    if (!poller.watch(this, descriptor.number(), rest, false)) {
                        reader = reader != null ? reader : take(Slot.READER);
                        writer = writer != null ? writer : take(Slot.WRITER);
                        action = action != null ? action : take(Slot.ACTION);
                    }
                } finally {
                    descriptor.exit();
                }
            }
        } finally {
            lock.unlock();
        }
        run(reader);
        run(writer);
        run(action);
    }

    /** Runs whatever is left: the descriptor is closing. */
    void fireAll() {
        ready(Linux.POLLHUP);
    }

    /** The descriptor is about to be closed, by which it leaves the kernel's set. */
    void forget() {
        lock.lock();
        try {
            if (poller != null) {
                poller.forget(this);
                poller = null;
            }
        } finally {
            lock.unlock();
        }
    }

    // Guarded by lock.
    private int interest() {
        int interest = 0;
        for (Slot slot : SLOTS) {
            if (tasks[slot.index] != null) {
                interest |= slot.interest;
            }
        }
        return interest;
    }

    // Guarded by lock.
    private @Nullable Runnable takeIf(Slot slot, boolean ended, int events) {
        return ended || (events & slot.interest) != 0 ? take(slot) : null;
    }

    // Guarded by lock.
    private @Nullable Runnable take(Slot slot) {
        Runnable task = tasks[slot.index];
        tasks[slot.index] = null;
        if (task != null && poller != null) {
            poller.release();
        }
        return task;
    }

    private static void run(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }
}
