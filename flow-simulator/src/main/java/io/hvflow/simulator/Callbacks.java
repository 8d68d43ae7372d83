package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's transport does by itself: an actor that runs what flows want done when a socket is ready. It comes between the
 * others wherever they can be interrupted, as the poller's thread does on a real machine.
 */
final class Callbacks implements Executor {
    private final Baton baton;
    private final Partition partition;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private @Nullable Parker idle;

    Callbacks(Baton baton, Partition partition) {
        this.baton = baton;
        this.partition = partition;
    }

    @Override
    public void execute(Runnable action) {
        queue.addLast(action);
        Parker waiting = idle;
        if (waiting != null) {
            waiting.unpark();
            return;
        }
        Parker parker = baton.parker("for something to do");
        baton.start(baton.create("transport", partition, true, () -> serve(parker)));
        idle = parker;
    }

    private void serve(Parker parker) {
        while (true) {
            Runnable next = queue.pollFirst();
            if (next == null) {
                parker.park(Waiter.NEVER);
            } else {
                next.run();
            }
        }
    }
}
