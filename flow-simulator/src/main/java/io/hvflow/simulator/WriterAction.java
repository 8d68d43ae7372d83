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
    private boolean coming; // guarded by lock: somebody is about to call run

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

    /** With the lock: whether {@link #run} has something to do, and the caller is the one to have it called. */
    boolean due() {
        boolean due = wanted != null && !coming && accepts.getAsBoolean();
        coming |= due;
        return due;
    }

    /**
     * Runs the action on this thread, without the lock, if there is one and room for it. One that throws does not keep the next
     * from running; then this throws.
     */
    @Override
    public void run() {
        RuntimeException exception = null;
        Error error = null;
        for (Runnable action = begin(); action != null; action = begin()) {
            try {
                action.run();
            } catch (RuntimeException e) {
                exception = e;
            } catch (Error e) {
                error = e;
            } finally {
                ran();
            }
        }
        if (error != null) {
            throw error;
        }
        if (exception != null) {
            throw exception;
        }
    }

    private @Nullable Runnable begin() {
        lock.lock();
        try {
            coming = false;
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
