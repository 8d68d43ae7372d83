package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.simulator.Actor;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Faults;
import io.hvflow.simulator.Scenario;
import io.hvflow.simulator.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A proxy on the host between two guests, one of which may read slowly. */
class ProxyTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.windowSize(100).bufferSize(4096);
    private static final int AMOUNT = 12_000;

    /** Moves everything from either flow to the other. */
    private interface Proxy {
        void run(Flow a, Flow b) throws IOException;
    }

    /** One thread for both directions: the bug. While it waits for one guest to read, the other waits for it. */
    private static void inTurns(Flow a, Flow b) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(50);
        boolean fromA = true;
        boolean fromB = true;
        while (fromA || fromB) {
            fromA = fromA && pass(a, b, buffer);
            fromB = fromB && pass(b, a, buffer);
        }
    }

    private static boolean pass(Flow from, Flow to, ByteBuffer buffer) throws IOException {
        if (from.read(buffer.clear()) < 0) {
            to.shutdownWrite();
            return false;
        }
        to.write(buffer.flip());
        return true;
    }

    private static Scenario relays(Proxy proxy) {
        return simulation -> {
            FlowListener listener = simulation.host().listen(FlowAddress.parse("sim://host:7"), OPTIONS);
            simulation.hypervisor().install(Faults.bandwidth(100_000));
            simulation.spawn(simulation.guest("one"), "one", () -> talk(simulation, simulation.choose(2) == 1));
            simulation.spawn(simulation.guest("two"), "two", () -> talk(simulation, false));
            try (Flow a = listener.accept();
                    Flow b = listener.accept()) {
                proxy.run(a, b);
            }
        };
    }

    private static void talk(Simulation simulation, boolean slow) throws Exception {
        try (Flow flow = Flows.connect(FlowAddress.parse("sim://host:7"), OPTIONS)) {
            Actor writer = simulation.spawn("writer", () -> {
                flow.write(ByteBuffer.allocate(AMOUNT));
                flow.shutdownWrite();
            });
            ByteBuffer got = ByteBuffer.allocate(AMOUNT + 1);
            if (slow) {
                writer.join(); // it reads when it has written everything
            }
            assertThat(flow.readInto(got)).isFalse();
            assertThat(got.position()).isEqualTo(AMOUNT);
            writer.join();
        }
    }

    @Test
    void theSimulatorFindsThatAProxyOfOneThreadComesToAStandstill() {
        assertThatThrownBy(() ->
                        Exploration.of(relays(ProxyTest::inTurns)).seeds(10_000).check())
                .hasMessageContaining("deadlock")
                .hasMessageContaining("main on host waits to write to");
    }

    @Test
    void aProxyOfTwoThreadsGoesOn() throws Exception {
        Exploration.of(relays(Flows::proxy)).seeds(100).check();
    }
}
