package io.hvflow.hvsock.windows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Sees to it that a call for which nobody waits any more does not keep a thread blocked: looks at it now and then while it
 * lasts. One look is pending at a time.
 */
final class Unwanted {
    private static final long PAUSE_MILLIS = 250;

    private final SocketHandle handle;
    private final BooleanSupplier lasts;
    private final BooleanSupplier wanted;

    /** Whether a look is pending. */
    private final AtomicBoolean due = new AtomicBoolean();

    /**
     * Makes one.
     *
     * @param lasts tells whether there is a call to look at; if not, the looking ends
     * @param wanted tells whether anybody has wanted it since it was asked last
     */
    Unwanted(SocketHandle handle, BooleanSupplier lasts, BooleanSupplier wanted) {
        this.handle = handle;
        this.lasts = lasts;
        this.wanted = wanted;
    }

    /** Sees to it that there are looks, from a moment later on, as long as there is a call. */
    void watch() {
        if (!due.compareAndSet(false, true)) {
            return;
        }
        boolean pending = false;
        try {
            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, HelperThreads.own())
                    .execute(this::look);
            pending = true;
        } finally {
            if (!pending) {
                due.set(false);
            }
        }
    }

    private void look() {
        due.set(false);
        if (!lasts.getAsBoolean()) {
            return;
        }
        try {
            if (!wanted.getAsBoolean()) {
                handle.cancelReceives();
            }
        } finally {
            watch();
        }
    }
}
