package io.hvflow.simulator;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A call on a thread of its own. */
record Running<T>(Thread thread, CompletableFuture<T> result) {
    private static final long PATIENCE_SECONDS = 30;

    static <T> Running<T> start(Callable<T> body) {
        return start(Thread.ofVirtual(), body);
    }

    static <T> Running<T> start(Thread.Builder kind, Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = kind.start(() -> {
            try {
                result.complete(body.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return new Running<>(thread, result);
    }

    /** Waits until the thread waits. */
    Running<T> awaitBlocked() throws InterruptedException {
        until(() -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        });
        return this;
    }

    /** What the call returned or threw. */
    T get() throws Exception {
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for a condition that comes about by itself. */
    static void until(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come about within " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(1);
        }
    }
}
