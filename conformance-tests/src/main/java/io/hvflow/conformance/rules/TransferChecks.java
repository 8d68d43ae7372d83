package io.hvflow.conformance.rules;

import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.internal.Transfers;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What passes between a flow and its transport. */
final class TransferChecks {
    private TransferChecks() {}

    /**
     * No caller of a flow can see single sends and receives; those of flows over a {@link io.hvflow.spi.StreamSocket} can be
     * watched from below.
     */
    private static final int MANY = 300;

    static void messageSizeBounds(Trial trial) throws Exception {
        for (int messageSize : trial.cases(List.of(1, 100, 8192))) {
            Largest largest = new Largest();
            FlowOptions options =
                    trial.options().messageSize(messageSize).bufferSize(1 << 16).windowSize(1 << 14);
            FlowPair pair = Transfers.watch(largest, () -> trial.open(options));
            int amount = Math.min(1 << 20, 1000 * messageSize);
            for (Direction direction : List.of(Direction.there(trial, pair), Direction.back(trial, pair))) {
                // One write that waits for the peer, and many small ones that are put together behind it.
                Task<Boolean> write = trial.launch("write", () -> {
                    direction.write(amount);
                    direction.write(MANY, 1);
                });
                direction.read(amount + MANY);
                write.join();
            }
            if (largest.sent.get() == 0 && largest.received.get() == 0) {
                trial.notApplicable("single sends and receives of this target's flows are not to be seen");
            }
            trial.check(
                    largest.sent.get() <= messageSize && largest.received.get() <= messageSize,
                    "with a message size of %d a single send was of %d bytes, a single receive of %d",
                    messageSize,
                    largest.sent.get(),
                    largest.received.get());
        }
    }

    /** The largest send and receive that were tried. */
    private static final class Largest implements Transfers.Watcher {
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger received = new AtomicInteger();

        @Override
        public void transferred(boolean send, int offered, int moved) {
            (send ? sent : received).accumulateAndGet(offered, Math::max);
        }
    }
}
