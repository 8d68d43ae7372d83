package io.hvflow.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** That a flow is closed once, and that everybody else who closes it waits until that is done (C5). */
final class Closing {
    private final Waiting waiting;
    private final ReentrantLock lock;
    private @Nullable List<Waiter> others; // guarded by lock; made when somebody first has to wait
    private boolean begun; // guarded by lock
    private boolean ended; // guarded by lock

    /** With a lock that is held for moments only, and may have other uses. */
    Closing(Waiting waiting, ReentrantLock lock) {
        this.waiting = waiting;
        this.lock = lock;
    }

    /** True for the one caller who is to close. */
    boolean begin() {
        lock.lock();
        try {
            boolean first = !begun;
            begun = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            begun = true;
            ended = true;
            if (others != null) {
                others.forEach(Waiter::wake);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until closing has ended; bounded as that is, so not cut short by an interrupt, which stays set. */
    void await() {
        Waiter waiter = waiting.waiter(Readiness.NOTHING);
        lock.lock();
        try {
            if (others == null) {
                others = new ArrayList<>();
            }
            others.add(waiter);
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (!ended()) {
            waiter.await(Waiter.NEVER);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
