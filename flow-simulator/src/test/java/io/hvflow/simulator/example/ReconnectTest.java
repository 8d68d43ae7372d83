package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Faults;
import io.hvflow.simulator.Partition;
import io.hvflow.simulator.Scenario;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client that pays into an account in a guest, while the guest migrates and its connections are reset. What was under way
 * is sent again; if the first had been taken before the reset, it is paid twice.
 *
 * <p>It teaches to let the test choose when a fault strikes, and to mark the rare case, so that a test that no longer
 * comes by it fails.
 */
@Timeout(300) // 10,000 schedules take seconds, unless the machine is busy
class ReconnectTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(10));

    private static Scenario pays(Supplier<Account> accounts) {
        return simulation -> {
            Partition guest = simulation.guest("guest");
            FlowListener listener = guest.listen(FlowAddress.parse("vsock://:99"), OPTIONS);
            Account account = accounts.get();
            simulation.hypervisor().install(Faults.latency(Duration.ofMillis(2)));
            simulation.serve(guest, "account", () -> account.serve(listener));
            int when = simulation.choose(40);
            if (when > 0) { // 0 is the simplest choice: it never migrates
                simulation.spawn("operator", () -> {
                    simulation.sleep(Duration.ofMillis(when));
                    guest.migrate(100);
                });
            }
            Payer payer = new Payer("sim://guest:99", OPTIONS);
            payer.pay(1, 10);
            payer.pay(2, 10);
            if (payer.repeats() > 0) {
                simulation.mark("sent again");
            }
            assertThat(account.balance()).isEqualTo(20);
        };
    }

    @Test
    void theSimulatorFindsTheMigrationThatTakesAPaymentTwice() throws Exception {
        Bug bug = Bug.in(pays(Account::new));
        assertThat(bug.error()).hasMessageContaining("expected: 20").hasMessageContaining("but was: 30");
        assertThat(bug.schedules()).isLessThan(100);
        assertThat(bug.choices()).isLessThanOrEqualTo(5);
        assertThat(bug.lines()).isLessThanOrEqualTo(60);
    }

    @Test
    void anAccountThatRemembersTakesEachPaymentOnce() throws Exception {
        Exploration.of(pays(RememberingAccount::new))
                .seeds(Bug.SCHEDULES)
                .mustMark("sent again")
                .check();
    }
}
