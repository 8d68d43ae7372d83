package io.hvflow.conformance.zoo;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How the users of a socket in memory wait: each change of its state wakes who waits for one. */
final class MemoryWaiting implements Waiting {
    private final BooleanSupplier readable;
    private final BooleanSupplier writable;
    private final List<MemoryWaiter> waiters = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Runnable> pending = new AtomicReference<>();

    MemoryWaiting(BooleanSupplier readable, BooleanSupplier writable) {
        this.readable = readable;
        this.writable = writable;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        MemoryWaiter waiter = new MemoryWaiter(
                switch (readiness) {
                    case READABLE -> readable;
                    case WRITABLE -> writable;
                    case NOTHING -> () -> false;
                });
        if (readiness != Readiness.NOTHING) {
            waiters.add(waiter);
        }
        return waiter;
    }

    @Override
    public void whenWritable(Runnable action) {
        pending.set(action);
        runPending();
    }

    /** The socket's state has changed; called with no lock held. */
    void changed() {
        waiters.forEach(MemoryWaiter::changed);
        runPending();
    }

    private void runPending() {
        if (writable.getAsBoolean()) {
            Runnable action = pending.getAndSet(null);
            if (action != null) {
                action.run();
            }
        }
    }
}
