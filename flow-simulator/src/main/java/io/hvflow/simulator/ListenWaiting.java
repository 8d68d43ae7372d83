package io.hvflow.simulator;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;

/** How a listener's user waits. */
final class ListenWaiting implements Waiting {
    private final Scheduler scheduler;
    private final SimListenSocket socket;

    ListenWaiting(Scheduler scheduler, SimListenSocket socket) {
        this.scheduler = scheduler;
        this.socket = socket;
    }

    @Override
    public long now() {
        return scheduler.now();
    }

    @Override
    public Waiter waiter(Readiness readiness) {
        return new SimWaiter(
                scheduler.parker("to accept at " + socket.localAddress()),
                readiness == Readiness.READABLE ? socket::awaitConnection : SimWaiter.ALWAYS);
    }

    /** Runs the action at once: a listener writes nothing that it could wait for. */
    @Override
    public void whenWritable(Runnable action) {
        action.run();
    }
}
