package io.hvflow.hvsock.windows;

import io.hvflow.spi.Waiter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Where one thread waits, parked, for what the helper threads have to tell. */
final class ParkedWaiter implements Waiter {

    /** What can be waited for. */
    interface Source {
        /** Has the waiter woken when there is news; false if there is some now. */
        boolean expect(ParkedWaiter waiter);

        /** Nobody waits any more. */
        void forget();
    }

    private final @Nullable Source source;

    /** Read back when it is reset, so that who returns sees what the waker did before it woke. */
    private final AtomicBoolean permit = new AtomicBoolean();

    private volatile @Nullable Thread parked;

    ParkedWaiter(@Nullable Source source) {
        this.source = source;
    }

    @Override
    public void await(long deadline) {
        Thread thread = Thread.currentThread();
        if (permit.getAndSet(false) || thread.isInterrupted() || passed(deadline)) {
            return;
        }
        if (source == null) {
            park(thread, deadline);
            return;
        }
        try {
            if (source.expect(this)) {
                park(thread, deadline);
            }
        } finally {
            source.forget();
        }
    }

    private void park(Thread thread, long deadline) {
        parked = thread;
        try {
            while (!permit.get() && !thread.isInterrupted() && !passed(deadline)) {
                if (deadline == NEVER) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, deadline - System.nanoTime());
                }
            }
        } finally {
            parked = null;
            permit.getAndSet(false);
        }
    }

    private static boolean passed(long deadline) {
        return deadline != NEVER && deadline - System.nanoTime() <= 0;
    }

    @Override
    public void wake() {
        permit.set(true);
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
