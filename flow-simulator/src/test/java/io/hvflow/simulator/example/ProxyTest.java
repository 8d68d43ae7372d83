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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A proxy on the host between two guests, one of which reads slowly, and not before it has written everything. A proxy of one
 * thread waits for it to read, while it waits for the proxy to read.
 *
 * <p>It teaches to make windows small, so that they fill, and to let the test choose amounts: what is left of a failure is
 * the least that fills them.
 */
@Timeout(300) // 10,000 schedules take seconds, unless the machine is busy
class ProxyTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.windowSize(1000).bufferSize(1000);
    private static final String PROXY = "sim://host:7";

    private interface Proxy {
        void run(Flow a, Flow b) throws IOException;
    }

    private static Scenario relays(Proxy proxy) {
        return simulation -> {
            int fromFast = 1000 * (1 + simulation.choose(8));
            int fromSlow = 1000 * (1 + simulation.choose(8));
            FlowListener listener = simulation.host().listen(FlowAddress.parse(PROXY), OPTIONS);
            simulation.spawn(simulation.guest("fast"), "fast", () -> {
                try (Flow flow = Flows.connect(PROXY, OPTIONS)) {
                    Actor writer = simulation.spawn("writer", () -> write(flow, fromFast));
                    assertThat(read(flow, simulation, Duration.ZERO)).isEqualTo(fromSlow);
                    writer.join();
                }
            });
            simulation.spawn(simulation.guest("slow"), "slow", () -> {
                try (Flow flow = Flows.connect(PROXY, OPTIONS)) {
                    write(flow, fromSlow);
                    assertThat(read(flow, simulation, Duration.ofMillis(10))).isEqualTo(fromFast);
                }
            });
            try (Flow a = listener.accept();
                    Flow b = listener.accept()) {
                proxy.run(a, b);
            }
        };
    }

    private static void write(Flow flow, int amount) throws IOException {
        flow.write(ByteBuffer.allocate(amount));
        flow.shutdownWrite();
    }

    private static int read(Flow flow, Simulation simulation, Duration pause) throws Exception {
        ByteBuffer piece = ByteBuffer.allocate(500);
        int amount = 0;
        while (flow.read(piece.clear()) >= 0) {
            amount += piece.position();
            simulation.sleep(pause);
        }
        return amount;
    }

    @Test
    void theSimulatorFindsTheAmountsThatBringAProxyOfOneThreadToAStandstill() throws Exception {
        Bug bug = Bug.in(relays(OneThreadProxy::run));
        assertThat(bug.error()).hasMessageContaining("deadlock").hasMessageContaining("main on host waits to write to");
        assertThat(bug.schedules()).isLessThan(100);
        assertThat(bug.choices()).isLessThanOrEqualTo(5);
        assertThat(bug.lines()).isLessThanOrEqualTo(50);
    }

    @Test
    void aProxyOfTwoThreadsGoesOn() throws Exception {
        Exploration.of(relays(Flows::proxy)).seeds(Bug.SCHEDULES).check();
    }
}
