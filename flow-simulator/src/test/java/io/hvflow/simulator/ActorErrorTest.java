package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error ends the run that it comes up in, wherever that is, and no other (C13). */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ActorErrorTest {
    private static final class Thrown extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static void assertFails(Class<? extends Throwable> type, Scenario scenario) throws InterruptedException {
        for (int seed = 0; seed < 10; seed++) {
            assertThat(Simulation.run(seed, scenario).failure()).get().isInstanceOf(type);
        }
        assertThat(Simulation.run(0, simulation -> simulation.sleep(Duration.ofSeconds(1)))
                        .failure())
                .isEmpty();
    }

    /** Somebody else always has something to do, and a flow on which somebody waits for ever. */
    private static Flow busy(Simulation simulation) throws Exception {
        Partition guest = simulation.guest("guest");
        FlowListener listener = guest.listen(FlowAddress.parse("vsock://:7"), FlowOptions.DEFAULTS);
        Flow near = simulation.host().connect(FlowAddress.parse("sim://guest:7"), FlowOptions.DEFAULTS);
        Flow far = listener.accept();
        simulation.spawn("reader", far::read);
        simulation.spawn("other", () -> {
            while (true) {
                simulation.step();
            }
        });
        return near;
    }

    @Test
    void C13_anErrorInAnActor() throws InterruptedException {
        assertFails(Thrown.class, simulation -> {
            busy(simulation);
            simulation.spawn("thrower", () -> {
                simulation.step();
                throw new Thrown();
            });
        });
    }

    @Test
    void C13_anErrorInWhatATransportRuns() throws InterruptedException {
        assertFails(Thrown.class, simulation -> {
            busy(simulation);
            Sockets pair = Sockets.connect(simulation.hypervisor(), 10);
            pair.near().waiting().soon(() -> {
                throw new Thrown();
            });
        });
    }

    @Test
    void C13_anErrorInARule() throws InterruptedException {
        assertFails(Thrown.class, simulation -> {
            Flow flow = busy(simulation);
            simulation.hypervisor().install((event, choices) -> {
                throw new Thrown();
            });
            flow.write(ByteBuffer.allocate(1));
        });
    }
}
