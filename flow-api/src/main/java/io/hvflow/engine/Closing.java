package io.hvflow.engine;

import io.hvflow.internal.Uncaught;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * That a flow is closed once, that everybody else who closes it waits until that is done (C5), and who wants to know when it
 * begins.
 */
final class Closing {
    /** One wish to know that closing begins, taken back by what it is and not by what it equals. */
    private static final class Occasion {
        private final Runnable action;

        Occasion(Runnable action) {
            this.action = action;
        }

        void run() {
            try {
                action.run();
            } catch (Throwable thrown) {
                Uncaught.report(thrown);
            }
        }
    }

    private final ReentrantLock lock;
    private @Nullable List<Waiter> others; // guarded by lock; made when somebody first has to wait
    private @Nullable List<Occasion> actions; // guarded by lock; made for the first action
    private boolean begun; // guarded by lock: the actions were run, or are about to be
    private @Nullable Thread closer; // guarded by lock: closes in good order, until that is done
    private boolean ended; // guarded by lock

    /** With a lock that is held for moments only, and may have other uses. */
    Closing(ReentrantLock lock) {
        this.lock = lock;
    }

    /** True for the one caller who is to close. */
    boolean begin() {
        boolean first;
        lock.lock();
        try {
            first = closer == null && !ended;
            if (first) {
                closer = Thread.currentThread();
            }
        } finally {
            lock.unlock();
        }
        announce();
        return first;
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Has an action run when this end begins to close or is aborted, or now if it has. */
    Runnable onBegin(Runnable action) {
        lock.lock();
        try {
            if (!begun) {
                List<Occasion> all = actions;
                if (all == null) {
                    all = new ArrayList<>(1);
                    actions = all;
                }
                Occasion own = new Occasion(action);
                all.add(own);
                return () -> forget(own);
            }
        } finally {
            lock.unlock();
        }
        new Occasion(action).run();
        return () -> {};
    }

    private void forget(Occasion action) {
        lock.lock();
        try {
            if (actions != null) {
                actions.remove(action);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs the actions, once. Throws nothing, and runs none of them with the lock. */
    void announce() {
        List<Occasion> due;
        lock.lock();
        try {
            begun = true;
            due = actions;
            actions = null;
        } finally {
            lock.unlock();
        }
        if (due != null) {
            due.forEach(Occasion::run);
        }
    }

    /** Closing is done. */
    void end() {
        lock.lock();
        try {
            ended = true;
            closer = null;
            if (others != null) {
                Waking.all(others);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until closing has ended; not within the very call that closes, as in an action. Not cut short by an interrupt, which
     * stays set.
     *
     * @return false if it had not by the deadline
     */
    boolean await(Waiting waiting, long deadline) {
        Waiter waiter = waiting.waiter(Readiness.NOTHING);
        lock.lock();
        try {
            if (Thread.currentThread().equals(closer)) {
                return true;
            }
            if (others == null) {
                others = new ArrayList<>();
            }
            others.add(waiter);
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        try {
            while (!ended()) {
                if (waiting.passed(deadline)) {
                    return false;
                }
                waiter.await(deadline);
                interrupted |= Thread.interrupted();
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
