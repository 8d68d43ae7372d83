package io.hvflow.engine;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Waiting by parking: every change of the transport wakes everybody. */
class TestWaiting implements Waiting {
    private final List<ParkWaiter> waiters = new ArrayList<>(); // guarded by this
    private final AtomicReference<Runnable> pending = new AtomicReference<>();
    private final Runnable onArmed;

    /** Whether changes of the transport wake nobody, as if they had come a moment earlier. */
    volatile boolean silent;

    TestWaiting(Runnable onArmed) {
        this.onArmed = onArmed;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public synchronized Waiter waiter(Readiness readiness) {
        ParkWaiter waiter = new ParkWaiter();
        if (readiness != Readiness.NOTHING) {
            waiters.add(waiter);
        }
        return waiter;
    }

    @Override
    public void whenWritable(Runnable action) {
        pending.set(action);
        onArmed.run();
    }

    /** Whether somebody asked to be called back. */
    boolean armed() {
        return pending.get() != null;
    }

    void callBack() {
        Runnable action = pending.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    synchronized void wakeAll() {
        if (!silent) {
            waiters.forEach(ParkWaiter::wake);
        }
    }

    private static final class ParkWaiter implements Waiter {
        private volatile boolean permit;
        private volatile Thread thread;

        @Override
        public void await(long deadline) {
            thread = Thread.currentThread();
            try {
                if (!permit) {
                    if (deadline == NEVER) {
                        LockSupport.park(this);
                    } else {
                        LockSupport.parkNanos(this, Math.max(0, deadline - System.nanoTime()));
                    }
                }
                permit = false;
            } finally {
                thread = null;
            }
        }

        @Override
        public void wake() {
            permit = true;
            Thread waiting = thread;
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }
    }
}
