package io.hvflow.conformance.example;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for nothing in particular: looks again every half millisecond. A real backend would ask its system. */
final class PollingWaiting implements Waiting {
    private static final long TICK = TimeUnit.MICROSECONDS.toNanos(500);

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        return new PollingWaiter();
    }

    @Override
    public void whenWritable(Runnable action) {
        Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(TICK);
            action.run();
        });
    }

    private static final class PollingWaiter implements Waiter {
        private volatile @Nullable Thread thread;

        @Override
        public void await(long deadline) {
            thread = Thread.currentThread();
            LockSupport.parkNanos(TICK);
            thread = null;
        }

        @Override
        public void wake() {
            LockSupport.unpark(thread);
        }
    }
}
