package io.hvflow.hvsock.windows;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.function.Consumer;

/** How one socket's users wait: parked, by the system's clock, until a helper thread has news. */
record HelperWaiting(ParkedWaiter.Source reading, ParkedWaiter.Source writing, Consumer<Runnable> writable)
        implements Waiting {
    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        return new ParkedWaiter(
                switch (readiness) {
                    case READABLE -> reading;
                    case WRITABLE -> writing;
                    case NOTHING -> null;
                });
    }

    @Override
    public void whenWritable(Runnable action) {
        writable.accept(action);
    }
}
