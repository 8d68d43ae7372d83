package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much a simulation holds in a heap of 2 GiB, which a JVM of its own has. */
class ManyFlowsTest {
    private static final int PARTITIONS = 10_000;
    private static final int FLOWS = 100_000;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void tenThousandPartitionsAndAHundredThousandIdleFlowsFitInto2GiB() throws Exception {
        assertThat(OtherJvm.run(ManyFlowsTest.class, "-Xmx2g"))
                .isEqualTo(PARTITIONS + " guests, " + FLOWS + " flows, " + FLOWS / 2 + " connections");
    }

    /** Says what is open at once, in a heap that is no larger. */
    public static void main(String[] args) throws Exception {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(2L << 30);
        Outcome outcome = Exploration.of(ManyFlowsTest::open).runQuietly(Tape.of());
        assertThat(outcome.failure()).isEmpty();
    }

    private static void open(Simulation simulation) throws Exception {
        List<Flow> flows = new ArrayList<>();
        List<FlowListener> listeners = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            FlowListener listener =
                    simulation.guest("guest-" + i).listen(FlowAddress.parse("vsock://:7"), FlowOptions.DEFAULTS);
            listeners.add(listener);
            for (int flow = 0; flow < FLOWS / PARTITIONS / 2; flow++) {
                FlowAddress address = FlowAddress.parse("sim://guest-" + i + ":7");
                flows.add(simulation.host().connect(address, FlowOptions.DEFAULTS));
                flows.add(listener.accept());
            }
        }
        System.out.println(listeners.size() + " guests, " + flows.size() + " flows, "
                + simulation.hypervisor().connections().size() + " connections");
    }
}
