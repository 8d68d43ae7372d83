package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Framed flows with traffic both ways: a flow's own locks and what its peer makes due must not meet. */
class FramedTrafficTest {
    private static final FlowAddress ADDRESS = FlowAddress.parse("vsock://3:5000");

    @Test
    void T1_C8_framedFlowsWithTrafficBothWaysDoNotStop() throws Exception {
        FlowOptions options =
                FlowOptions.DEFAULTS.framing(true).windowSize(20_000).bufferSize(100_000);
        for (int round = 0; round < 30; round++) {
            try (Hypervisor hypervisor = new Hypervisor();
                    FlowListener listener = hypervisor.listen(ADDRESS, options)) {
                Flow near = hypervisor.connect(ADDRESS, options);
                Flow far = listener.accept();
                AtomicInteger done = new AtomicInteger();
                List<Thread> threads = new ArrayList<>();
                for (Flow flow : List.of(near, far)) {
                    threads.add(Thread.ofPlatform().daemon().start(() -> traffic(flow, done)));
                }
                for (Thread thread : threads) {
                    assertThat(thread.join(Duration.ofMinutes(2)))
                            .as("round %d ended", round)
                            .isTrue();
                }
                assertThat(done).hasValue(2);
                near.abort();
                far.abort();
            }
        }
    }

    private static void traffic(Flow flow, AtomicInteger done) {
        try {
            flow.write(ByteBuffer.allocate(60_000)); // more than the window: the rest is left to the transport's action
            ByteBuffer piece = ByteBuffer.allocate(3000);
            for (int i = 0; i < 500; i++) {
                flow.readInto(piece.clear());
                flow.write(piece.flip());
            }
            done.incrementAndGet();
        } catch (IOException e) {
            // Then it is not done.
        }
    }
}
