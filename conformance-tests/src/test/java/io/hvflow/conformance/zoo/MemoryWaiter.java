package io.hvflow.conformance.zoo;

import io.hvflow.spi.Waiter;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A place to wait for a pipe to change, by parking. */
final class MemoryWaiter implements Waiter {
    private final BooleanSupplier ready;
    private volatile boolean woken;
    private volatile @Nullable Thread thread;

    MemoryWaiter(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void await(long deadline) {
        thread = Thread.currentThread();
        // Looked at after the thread is known: whoever changes them later will unpark it.
        if (!woken && !ready.getAsBoolean()) {
            if (deadline == NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, deadline - System.nanoTime());
            }
        }
        thread = null;
        woken = false;
    }

    @Override
    public void wake() {
        woken = true;
        changed();
    }

    /** What is waited for may have come. */
    void changed() {
        LockSupport.unpark(thread);
    }
}
