package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Faults;
import io.hvflow.simulator.Partition;
import io.hvflow.simulator.Scenario;
import io.hvflow.simulator.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A client that pays a service in a guest, connects anew when the guest migrates, and must not pay twice. */
class ReconnectTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(10));
    private static final int PAYMENTS = 3;

    /** The service: takes a payment's number and its amount, answers with the balance. */
    private static final class Account {
        private final boolean remembers;
        private final Set<Integer> seen = new HashSet<>();
        private int balance;

        Account(boolean remembers) {
            this.remembers = remembers;
        }

        void serve(Simulation simulation, FlowListener listener) throws IOException {
            while (true) {
                try (Flow flow = listener.accept()) {
                    ByteBuffer payment = ByteBuffer.allocate(8);
                    while (flow.readInto(payment.clear())) {
                        take(payment.getInt(0), payment.getInt(4));
                        flow.write(ByteBuffer.allocate(4).putInt(0, balance));
                    }
                } catch (FlowException lost) {
                    simulation.note("the service lost its client");
                }
            }
        }

        /** The bug is in not remembering: what is sent again after a reset may have been taken before it. */
        private void take(int number, int amount) {
            if (seen.add(number) || !remembers) {
                balance += amount;
            }
        }
    }

    private static Scenario pays(boolean remembers) {
        return simulation -> {
            Partition guest = simulation.guest("guest");
            FlowListener listener = guest.listen(FlowAddress.parse("vsock://:99"), OPTIONS);
            Account account = new Account(remembers);
            simulation.hypervisor().install(Faults.latency(Duration.ZERO, Duration.ofMillis(5)));
            simulation.serve(guest, "service", () -> account.serve(simulation, listener));
            simulation.spawn("operator", () -> {
                simulation.sleep(Duration.ofMillis(simulation.choose(40)));
                guest.migrate(100);
            });
            for (int number = 0; number < PAYMENTS; number++) {
                pay(simulation, number);
            }
            assertThat(account.balance).isEqualTo(PAYMENTS);
        };
    }

    private static void pay(Simulation simulation, int number) throws IOException {
        while (true) {
            try (Flow flow = simulation.host().connect(FlowAddress.parse("sim://guest:99"), OPTIONS)) {
                flow.write(ByteBuffer.allocate(8).putInt(0, number).putInt(4, 1));
                if (flow.readInto(ByteBuffer.allocate(4))) {
                    return;
                }
            } catch (FlowException lost) {
                simulation.mark("connected anew");
            }
        }
    }

    @Test
    void theSimulatorFindsThatAPaymentIsTakenTwice() {
        assertThatThrownBy(() -> Exploration.of(pays(false)).seeds(10_000).check())
                .hasMessageContaining("expected: 3")
                .hasMessageContaining("but was: 4");
    }

    @Test
    void aServiceThatRemembersTakesEachPaymentOnce() throws Exception {
        Exploration.of(pays(true)).seeds(500).mustMark("connected anew").check();
    }
}
