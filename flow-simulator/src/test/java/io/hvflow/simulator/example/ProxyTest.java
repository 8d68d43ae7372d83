package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.simulator.Actor;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Scenario;
import io.hvflow.simulator.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * A proxy on the host between two guests, which read when it suits them. What it teaches: a direction that waits for a slow consumer
 * must not hold up the other, which the consumer may be waiting for.
 */
class ProxyTest {
    private static final FlowAddress PROXY = FlowAddress.parse("sim://host:7");
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.messageSize(100).bufferSize(400).windowSize(100);
    private static final int AMOUNT = 1_500;

    /** The application's proxy: moves everything from either flow to the other. */
    private interface Proxy {
        void run(Flow a, Flow b) throws IOException;
    }

    /** The bug: one thread for both directions. While it waits for one guest to read, it takes nothing from that guest. */
    private static void inTurns(Flow a, Flow b) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
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
            FlowListener listener = simulation.host().listen(PROXY, OPTIONS);
            simulation.spawn(simulation.guest("one"), "one", () -> talk(simulation, simulation.choose(10) == 9));
            simulation.spawn(simulation.guest("two"), "two", () -> talk(simulation, false));
            try (Flow a = listener.accept();
                    Flow b = listener.accept()) {
                proxy.run(a, b);
            }
        };
    }

    /** A guest that sends and receives the same amount; a slow one reads only when it has nothing left to send. */
    private static void talk(Simulation simulation, boolean slow) throws Exception {
        try (Flow flow = Flows.connect(PROXY, OPTIONS)) {
            Actor writer = simulation.spawn("writer", () -> {
                flow.write(ByteBuffer.allocate(AMOUNT));
                flow.shutdownWrite();
            });
            if (slow) {
                writer.join();
            }
            ByteBuffer got = ByteBuffer.allocate(AMOUNT + 1);
            assertThat(flow.readInto(got)).isFalse();
            assertThat(got.position()).isEqualTo(AMOUNT);
            writer.join();
        }
    }

    @Test
    void theSimulatorFindsThatAProxyOfOneThreadComesToAStandstill() throws Exception {
        assertThat(Found.in(relays(ProxyTest::inTurns), 3))
                .hasMessageContaining("deadlock")
                .hasMessageContaining("main on host waits to write to");
    }

    @Test
    void aProxyOfTwoThreadsGoesOn() throws Exception {
        Exploration.of(relays(Flows::proxy)).seeds(Found.SCHEDULES).check();
    }
}
