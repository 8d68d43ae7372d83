package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Parks the thread itself; a virtual thread gives its carrier away and is not pinned. */
final class FreeParker implements Parker {
    /**
     * A virtual thread lets the others on its carrier run a few times before it parks: the peer that it waits for is often
     * one of them, and then neither has to park or to unpark.
     */
    private static final int YIELDS = 3;

    private volatile boolean permit;
    private volatile @Nullable Thread parked;

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // the yields make it fast; nothing relies on what they do
    public void park(long deadline) {
        Thread self = Thread.currentThread();
        if (self.isVirtual()) {
            for (int i = 0; i < YIELDS && !permit; i++) {
                Thread.yield();
            }
        }
        parked = self;
        // The permit is looked at after `parked` is set, and set before `parked` is looked at: one side sees the other.
        if (!permit) {
            if (deadline == Waiter.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, deadline - System.nanoTime());
            }
        }
        parked = null;
        permit = false;
    }

    @Override
    public void unpark() {
        permit = true;
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
