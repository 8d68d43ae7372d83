package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyFlowsTest {
    private static final int PARTITIONS = 10_000;
    private static final int FLOWS = 100_000;
    private static final long HEAP = 2L << 30;

    @Test
    void tenThousandPartitionsAndAHundredThousandIdleFlowsFitInto2GiB() throws Exception {
        long[] used = new long[2];
        Outcome outcome = Exploration.of(simulation -> {
                    used[0] = usedMemory();
                    List<Flow> flows = new ArrayList<>();
                    List<FlowListener> listeners = new ArrayList<>();
                    for (int i = 0; i < PARTITIONS; i++) {
                        FlowOptions options = FlowOptions.DEFAULTS.backlog(FLOWS / PARTITIONS);
                        Partition guest = simulation.guest("guest-" + i);
                        FlowListener listener = guest.listen(FlowAddress.parse("vsock://:7"), options);
                        listeners.add(listener);
                        for (int flow = 0; flow < FLOWS / PARTITIONS / 2; flow++) {
                            flows.add(simulation.host().connect(FlowAddress.parse("sim://guest-" + i + ":7"), options));
                            flows.add(listener.accept());
                        }
                    }
                    assertThat(flows).hasSize(FLOWS);
                    used[1] = usedMemory();
                    assertThat(listeners).hasSize(PARTITIONS);
                })
                .runQuietly(Tape.of());
        assertThat(outcome.failure()).isEmpty();
        assertThat(used[1] - used[0]).isLessThan(HEAP);
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
