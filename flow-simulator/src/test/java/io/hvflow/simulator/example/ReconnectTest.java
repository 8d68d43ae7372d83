package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Faults;
import io.hvflow.simulator.Partition;
import io.hvflow.simulator.Scenario;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A client that pays a service in a guest, and connects anew when the guest migrates. What it teaches: after a reset nobody knows
 * whether the last request was served, so a service must know one that it has seen.
 */
class ReconnectTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(10));
    private static final int PAYMENTS = 3;

    /** The application's service: takes a payment's number and its amount, answers with the balance. */
    private static class Account {
        private int balance;

        void serve(FlowListener listener) throws IOException {
            while (true) {
                try (Flow flow = listener.accept()) {
                    ByteBuffer payment = ByteBuffer.allocate(8);
                    while (flow.readInto(payment.clear())) {
                        take(payment.getInt(0), payment.getInt(4));
                        flow.write(ByteBuffer.allocate(4).putInt(0, balance));
                    }
                } catch (FlowException lost) {
                    // the client will come again
                }
            }
        }

        /** The bug: what is sent again after a reset may have been taken before it. */
        void take(int number, int amount) {
            balance += amount;
        }
    }

    /** Without it: it takes no number twice. */
    private static final class CarefulAccount extends Account {
        private final Set<Integer> taken = new HashSet<>();

        @Override
        void take(int number, int amount) {
            if (taken.add(number)) {
                super.take(number, amount);
            }
        }
    }

    /** The application's client: pays until it has an answer; how often it had to connect. */
    private static int pay(int number, int amount) throws IOException {
        for (int connects = 1; ; connects++) {
            try (Flow flow = Flows.connect(FlowAddress.parse("sim://guest:99"), OPTIONS)) {
                flow.write(ByteBuffer.allocate(8).putInt(0, number).putInt(4, amount));
                if (flow.readInto(ByteBuffer.allocate(4))) {
                    return connects;
                }
            } catch (FlowException lost) {
                // the guest has moved
            }
        }
    }

    private static Scenario pays(Supplier<Account> accounts) {
        return simulation -> {
            Account account = accounts.get();
            Partition guest = simulation.guest("guest");
            FlowListener listener = guest.listen(FlowAddress.parse("vsock://:99"), OPTIONS);
            simulation.hypervisor().install(Faults.latency(Duration.ZERO, Duration.ofMillis(5)));
            simulation.serve(guest, "service", () -> account.serve(listener));
            simulation.spawn("operator", () -> {
                if (simulation.choose(2) == 1) {
                    simulation.sleep(Duration.ofMillis(simulation.choose(40)));
                    guest.migrate(100);
                }
            });
            for (int number = 0; number < PAYMENTS; number++) {
                if (pay(number, 1) > 1) {
                    simulation.mark("connected anew");
                }
            }
            assertThat(account.balance).isEqualTo(PAYMENTS);
        };
    }

    @Test
    void theSimulatorFindsThatAPaymentIsTakenTwice() throws Exception {
        assertThat(Found.in(pays(Account::new), 8))
                .hasMessageContaining("expected: 3")
                .hasMessageContaining("but was: 4");
    }

    @Test
    void aServiceThatRemembersTakesEachPaymentOnce() throws Exception {
        Exploration.of(pays(CarefulAccount::new))
                .seeds(Found.SCHEDULES)
                .mustMark("connected anew")
                .check();
    }
}
