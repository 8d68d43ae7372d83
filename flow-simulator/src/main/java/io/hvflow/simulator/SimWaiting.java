package io.hvflow.simulator;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;

/** How the two users of a simulated socket wait: enlisted at the pipe in question, parked by the scheduler. */
final class SimWaiting implements Waiting {
    private final Scheduler scheduler;
    private final Pipe in;
    private final Pipe out;

    SimWaiting(Scheduler scheduler, Pipe in, Pipe out) {
        this.scheduler = scheduler;
        this.in = in;
        this.out = out;
    }

    @Override
    public long now() {
        return scheduler.now();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        return switch (readiness) {
            case READABLE -> new SimWaiter(scheduler.parker(), in::awaitReadable);
            case WRITABLE -> new SimWaiter(scheduler.parker(), out::awaitWritable);
            case NOTHING -> new SimWaiter(scheduler.parker(), SimWaiter.ALWAYS);
        };
    }

    @Override
    public void whenWritable(Runnable action) {
        out.whenWritable(action);
    }
}
