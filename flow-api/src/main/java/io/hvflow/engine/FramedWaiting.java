package io.hvflow.engine;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * How a framed socket's users wait: as its carrier's do, but a reader is also woken when a writer has come upon the
 * peer's bytes, and a writer looks for the peer's signals from time to time, as the carrier has no readiness for both.
 */
final class FramedWaiting implements Waiting {
    /** How long a blocked writer waits before it looks for signals: 100 ms. */
    private static final long LOOK = 100_000_000;

    private final Waiting carrier;
    private volatile @Nullable Waiter reader;
    private volatile @Nullable Waiter writer;

    FramedWaiting(Waiting carrier) {
        this.carrier = carrier;
    }

    /** A writer has come upon something that a reader waits for. */
    void wakeReader() {
        wake(reader);
    }

    /** A reader has come upon something that a writer waits for. */
    void wakeWriter() {
        wake(writer);
    }

    private static void wake(@Nullable Waiter waiter) {
        if (waiter != null) {
            Waking.wake(waiter);
        }
    }

    @Override
    public long now() {
        return carrier.now();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        Waiter waiter = carrier.waiter(readiness);
        return switch (readiness) {
            case READABLE -> {
                reader = waiter;
                yield waiter;
            }
            case WRITABLE -> {
                writer = waiter;
                yield new Looking(waiter);
            }
            case NOTHING -> waiter;
        };
    }

    @Override
    public void whenWritable(Runnable action) {
        carrier.whenWritable(action);
    }

    @Override
    public void soon(Runnable action) {
        carrier.soon(action);
    }

    private final class Looking implements Waiter {
        private final Waiter waiter;

        Looking(Waiter waiter) {
            this.waiter = waiter;
        }

        @Override
        public void await(long deadline) {
            waiter.await(Deadlines.earlier(deadline, carrier.now() + LOOK));
        }

        @Override
        public void wake() {
            waiter.wake();
        }
    }
}
