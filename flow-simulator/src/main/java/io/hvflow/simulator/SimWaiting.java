package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.concurrent.Executor;

/** How the two users of a simulated socket wait: enlisted at the pipe in question, parked by the scheduler. */
final class SimWaiting implements Waiting {
    private final Scheduler scheduler;
    private final Executor transport;
    private final FlowAddress peer;
    private final Pipe in;
    private final Pipe out;

    SimWaiting(Scheduler scheduler, Executor transport, FlowAddress peer, Pipe in, Pipe out) {
        this.scheduler = scheduler;
        this.transport = transport;
        this.peer = peer;
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
            case READABLE -> new SimWaiter(parker("to read from", "wait to read"), in::awaitReadable);
            case WRITABLE -> new SimWaiter(parker("to write to", "wait to write"), out::awaitWritable);
            case NOTHING ->
                new SimWaiter(parker("behind another caller of", "wait behind another caller"), SimWaiter.ALWAYS);
        };
    }

    private Parker parker(String doing, String mark) {
        return scheduler.parker(new Purpose(doing, mark, peer));
    }

    /**
     * What is waited for.
     *
     * @param doing for whoever has to be told, before the peer's address
     * @param mark counts such waits
     * @param peer the peer's address
     */
    record Purpose(String doing, String mark, FlowAddress peer) {
        @Override
        public String toString() {
            return doing + " " + peer;
        }
    }

    @Override
    public void whenWritable(Runnable action) {
        out.whenWritable(action, transport);
    }

    /** Whenever the scheduler likes; where threads run freely at once, since a message costs less here than any delay. */
    @Override
    public void soon(Runnable action) {
        transport.execute(action);
    }
}
