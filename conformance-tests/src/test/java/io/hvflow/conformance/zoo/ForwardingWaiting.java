package io.hvflow.conformance.zoo;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;

/** A way to wait that is the one it wraps, but for what a subclass gets wrong. */
class ForwardingWaiting implements Waiting {
    private final Waiting waiting;

    ForwardingWaiting(Waiting waiting) {
        this.waiting = waiting;
    }

    @Override
    public long now() {
        return waiting.now();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        return waiting.waiter(readiness);
    }

    @Override
    public void whenWritable(Runnable action) {
        waiting.whenWritable(action);
    }

    @Override
    public void soon(Runnable action) {
        waiting.soon(action);
    }
}
