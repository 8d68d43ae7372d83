package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleTest {
    private static final int PAIRS = 10_000;
    private static final long BYTES_PER_PAIR = 10_000;
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);

    @Test
    void idleFlowsHaveNoThreadsAndLittleMemoryAlsoWhenTheyWereBusyBefore() throws IOException {
        int threads = Thread.getAllStackTraces().size();
        long before = usedMemory();
        List<Flow> flows = new ArrayList<>();
        try (Hypervisor hypervisor = new Hypervisor()) {
            FlowListener listener = hypervisor.listen(FlowAddress.parse("sim://guest:any"), OPTIONS);
            for (int i = 0; i < PAIRS; i++) {
                Flow near = hypervisor.connect(listener.localAddress(), OPTIONS);
                Flow far = listener.accept();
                flows.add(near);
                flows.add(far);
                fillAndDrain(near, far);
            }
            assertThat((usedMemory() - before) / PAIRS).isLessThan(BYTES_PER_PAIR);
            assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threads + 5);
            for (Flow flow : flows) {
                flow.close();
            }
            assertThat(hypervisor.connections()).isEmpty();
        }
    }

    /** Moves 100 KB, and has the reader ask for more: that is when it has caught up. */
    private static void fillAndDrain(Flow near, Flow far) throws IOException {
        near.write(ByteBuffer.allocate(100_000));
        ByteBuffer dst = ByteBuffer.allocate(100_000);
        far.readInto(dst);
        far.setReadTimeout(Duration.ofNanos(1));
        try {
            far.read(dst.clear());
            throw new AssertionError("nothing was sent");
        } catch (FlowTimeoutException expected) {
            assertThat(expected.bytes()).isZero();
        }
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
