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
        READER(Linux.POLLIN),
        WRITER(Linux.POLLOUT),
        ACTION(Linux.POLLOUT);

        final int interest;

        Slot(int interest) {
            this.interest = interest;
        }
    }

    private static final Slot[] SLOTS = Slot.values();
    private static final AtomicLong IDS = new AtomicLong();

    final long id = IDS.incrementAndGet();

    /** Not private for the sake of a test that holds it for long. */
    final ReentrantLock lock = new ReentrantLock();

    private final Descriptor descriptor;

    // What to run when a slot's interest is ready. Guarded by lock. An array would be one more object of every idle
    // flow.
    private @Nullable Runnable readerTask;
    private @Nullable Runnable writerTask;
    private @Nullable Runnable actionTask;

    /** The poller whose set the descriptor is in; it may have retired since, if there are no tasks. Guarded by lock. */
    private @Nullable Poller poller;

    /** {@link #id} as a key, from when it is first needed: so that nothing that is undone takes memory. Guarded by lock. */
    private @Nullable Long key;

    Registration(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Has {@code task} run once the descriptor is ready, or when the poller has asked and there is news ({@link
     * SocketQuirks.BlockedWriters}). The caller is inside the descriptor, and looks afterwards whether it is closing.
     *
     * @return false, and the task is not run, if the system has no means to watch at this moment
     */
    boolean arm(Slot slot, Runnable task) {
        lock.lock();
        try {
            if (task(slot) != null) {
                throw new IllegalStateException("somebody waits for this direction of the socket already: " + slot);
            }
            Poller current = Poller.retain();
            if (current == null) {
                return false;
            }
            boolean armed = false;
            try {
                armed = watch(current, interest() | slot.interest);
            } finally {
                if (!armed) {
                    current.release();
                }
            }
            if (!armed) {
                return false;
            }
            set(slot, task);
            if (isSilent(slot)) {
                current.silenced();
            }
            // One that ends runs all tasks; it may have passed by here already.
            return !current.isClosing() || take(slot) == null;
        } finally {
            lock.unlock();
        }
    }

    // Guarded by lock.
    private boolean watch(Poller current, int interest) {
        boolean add = current != poller;
        // Others who wait with a poller that is about to end are let go by it first.
        if (add && interest() != 0) {
            return false;
        }
        Long known = key;
        if (known == null) {
            known = id;
            key = known;
        }
        boolean watched = current.watch(known, this, descriptor.number(), interest, add);
        if (watched) {
            poller = current;
        }
        return watched;
    }

    private boolean isSilent(Slot slot) {
        return slot != Slot.READER && descriptor.writing.silent;
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
        Runnable reader = null;
        Runnable writer = null;
        Runnable action = null;
        try {
            lock.lock();
            try {
                reader = takeIf(Slot.READER, ended, events);
                writer = takeIf(Slot.WRITER, ended, events);
                action = takeIf(Slot.ACTION, ended, events);
                boolean watched = false;
                try {
                    watched = watchOn();
                } finally {
                    // If the kernel will not watch on, all look for themselves, and come back if need be.
                    if (!watched) {
                        reader = reader != null ? reader : take(Slot.READER);
                        writer = writer != null ? writer : take(Slot.WRITER);
                        action = action != null ? action : take(Slot.ACTION);
                    }
                }
            } finally {
                lock.unlock();
            }
        } finally {
            runAll(reader, writer, action);
        }
    }

    /** With the lock: has the kernel watch for those who are left, if any. */
    private boolean watchOn() {
        int rest = interest();
        Poller watcher = poller;
        Long known = key;
        if (rest == 0 || watcher == null || known == null) {
            return true;
        }
        if (!descriptor.enter()) {
            return true; // whoever closes lets all go
        }
        try {
            return watcher.watch(known, this, descriptor.number(), rest, false);
        } finally {
            descriptor.exit();
        }
    }

    /**
     * The poller's thread, from time to time: those who wait to write look for themselves, if there is something to find out,
     * or if only a look can say.
     */
    void ask() {
        Runnable writer = null;
        Runnable action = null;
        try {
            lock.lock();
            try {
                boolean waits = writerTask != null || actionTask != null;
                if (waits && descriptor.writing.silent && mayHaveNews()) {
                    writer = take(Slot.WRITER);
                    action = take(Slot.ACTION);
                }
            } finally {
                lock.unlock();
            }
        } finally {
            runAll(null, writer, action);
        }
    }

    private boolean mayHaveNews() {
        if (descriptor.quirks.blockedWriters() != SocketQuirks.BlockedWriters.ASK) {
            return true;
        }
        Scratch scratch = Scratch.take();
        try (scratch) {
            if (!descriptor.enter()) {
                return false;
            }
            try {
                int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
                return Libc.send(scratch.errno, descriptor.number(), scratch.memory, 0, flags) < 0;
            } finally {
                descriptor.exit();
            }
        }
    }

    /** Runs whatever is left: the descriptor is closing. */
    void fireAll() {
        ready(Linux.POLLHUP);
    }

    /** The descriptor is about to be closed, by which it leaves the kernel's set. */
    void forget() {
        lock.lock();
        try {
            if (poller != null && key != null) {
                poller.forget(key);
                poller = null;
            }
        } finally {
            lock.unlock();
        }
    }

    // Guarded by lock.
    private @Nullable Runnable task(Slot slot) {
        return switch (slot) {
            case READER -> readerTask;
            case WRITER -> writerTask;
            case ACTION -> actionTask;
        };
    }

    // Guarded by lock.
    private void set(Slot slot, @Nullable Runnable task) {
        switch (slot) {
            case READER -> readerTask = task;
            case WRITER -> writerTask = task;
            case ACTION -> actionTask = task;
        }
    }

    // Guarded by lock.
    private int interest() {
        int interest = 0;
        for (Slot slot : SLOTS) {
            if (task(slot) != null) {
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
        Runnable task = task(slot);
        set(slot, null);
        if (task != null && poller != null) {
            if (isSilent(slot)) {
                poller.unsilenced();
            }
            poller.release();
        }
        return task;
    }

    /** One that throws keeps none of the others from being run. */
    private static void runAll(@Nullable Runnable reader, @Nullable Runnable writer, @Nullable Runnable action) {
        try {
            run(reader);
        } finally {
            try {
                run(writer);
            } finally {
                run(action);
            }
        }
    }

    private static void run(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }
}
