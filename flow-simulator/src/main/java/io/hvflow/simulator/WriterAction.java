package io.hvflow.simulator;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a pipe's writer wants done once there is room. An action that asks for the next is not nested in itself, however fast the
 * reader is: the outermost goes on with it.
 */
final class WriterAction implements Runnable {
    private final ReentrantLock lock; // the pipe's
    private final BooleanSupplier accepts;
    private @Nullable Runnable wanted; // guarded by lock
    private boolean running; // guarded by lock

    /**
     * Makes one that wants nothing.
     *
     * @param accepts whether there is room; called with the lock held
     */
    WriterAction(ReentrantLock lock, BooleanSupplier accepts) {
        this.lock = lock;
        this.accepts = accepts;
    }

    /** With the lock. */
    void want(Runnable action) {
        wanted = action;
    }

    /** With the lock: whether {@link #run} has something to do. */
    boolean due() {
        return wanted != null && accepts.getAsBoolean();
    }

    /** Runs the action on this thread, without the lock, if there is one and room for it. */
    @Override
    public void run() {
        Runnable action = begin();
        while (action != null) {
            try {
                action.run();
            } finally {
                ran();
            }
            action = begin();
        }
    }

    private @Nullable Runnable begin() {
        lock.lock();
        try {
            Runnable action = wanted;
            if (action == null || running || !accepts.getAsBoolean()) {
                return null;
            }
            wanted = null;
            running = true;
            return action;
        } finally {
            lock.unlock();
        }
    }

    private void ran() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }
}
