package io.hvflow.hvsock.posix;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How one descriptor's users wait: by the system's clock, in poll(2) or parked. */
final class DescriptorWaiting implements Waiting {
    private final Descriptor descriptor;

    DescriptorWaiting(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        return switch (readiness) {
            case READABLE -> new DescriptorWaiter(descriptor, descriptor.reading);
            case WRITABLE -> new DescriptorWaiter(descriptor, descriptor.writing);
            case NOTHING -> new DescriptorWaiter(descriptor, null);
        };
    }

    @Override
    public void whenWritable(Runnable action) {
        if (!descriptor.enter()) {
            action.run();
            return;
        }
        boolean armed = false;
        boolean mine = false;
        try {
            armed = !descriptor.writing.isHasty() && descriptor.registration.arm(Registration.Slot.ACTION, action);
            if (armed && descriptor.isClosing()) {
                // Whoever closes may have looked before this was armed; only one of us gets it back.
                mine = descriptor.registration.disarm(Registration.Slot.ACTION);
            }
        } finally {
            descriptor.exit();
        }
        if (mine) {
            action.run();
        } else if (!armed) {
            // No descriptor is to be had for a poller, or what it says is of no use: look again soon, as often as it
            // takes.
            CompletableFuture.delayedExecutor(DescriptorWaiter.SLICE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(action);
        }
    }

    /** Whether or not the socket is closed meanwhile: the action finds that out. */
    @Override
    public void soon(Runnable action) {
        if (!Poller.soon(action)) {
            whenWritable(action);
        }
    }
}
