package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What befalls machines and lines, in virtual time. */
class MachineFaultsTest {
    private static final FlowAddress GUEST = FlowAddress.parse("sim://guest:5000");
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.readTimeout(Duration.ofSeconds(3));

    private interface Body {
        void run(Simulation simulation, Flow host, Flow guest) throws Exception;
    }

    private static void check(Body body) throws Exception {
        Exploration.of(simulation -> {
                    FlowListener listener =
                            simulation.guest("guest").listen(FlowAddress.parse("vsock://:5000"), OPTIONS);
                    Flow host = simulation.host().connect(GUEST, OPTIONS);
                    body.run(simulation, host, listener.accept());
                })
                .seeds(20)
                .check();
    }

    @Test
    void aPausedGuestIsSilentAndLosesNothing() throws Exception {
        check((simulation, host, guest) -> {
            try (Fault pause = simulation.guest("guest").pause()) {
                assertThat(pause).isNotNull();
                host.write(bytes(5));
                assertThatThrownBy(guest::read).isInstanceOf(FlowTimeoutException.class);
                assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                        .isInstanceOf(FlowTimeoutException.class);
            }
            assertThat(guest.readInto(ByteBuffer.allocate(5))).isTrue();
        });
    }

    @Test
    void aCrashEndsActorsListenersAndConnections() throws Exception {
        check((simulation, host, guest) -> {
            List<String> released = new ArrayList<>();
            Actor inGuest = simulation.spawn(simulation.guest("guest"), "in guest", () -> {
                try {
                    simulation.sleep(Duration.ofHours(1));
                } finally {
                    released.add("it");
                }
            });
            simulation.sleep(Duration.ofMillis(1));
            simulation.guest("guest").crash();
            inGuest.join();
            assertThat(released).containsExactly("it");
            assertThatThrownBy(host::read).isInstanceOf(FlowResetException.class);
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowRefusedException.class);
            assertThat(simulation.elapsed()).isLessThan(Duration.ofMinutes(1));
        });
    }

    @Test
    void aOneWayPartitionLetsTheOtherWayPass() throws Exception {
        check((simulation, host, guest) -> {
            simulation.guest("guest").install(Faults.holdFrom(simulation.guest("guest")));
            host.write(bytes(5));
            assertThat(guest.readInto(ByteBuffer.allocate(5))).isTrue();
            guest.write(bytes(5));
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void aLineOfLimitedBandwidthTakesItsTime() throws Exception {
        check((simulation, host, guest) -> {
            simulation.hypervisor().install(Faults.bandwidth(1000));
            for (int i = 0; i < 20; i++) {
                host.write(bytes(100));
            }
            assertThat(simulation.elapsed()).isLessThan(Duration.ofMillis(100));
            guest.readInto(ByteBuffer.allocate(2000));
            assertThat(simulation.elapsed()).isBetween(Duration.ofMillis(1999), Duration.ofMillis(2100));
        });
    }

    @Test
    void theHostDoesNotMigrateAndACidIsTakenOnce() throws Exception {
        check((simulation, host, guest) -> {
            assertThatThrownBy(() -> simulation.host().migrate(7)).isInstanceOf(IllegalStateException.class);
            simulation.hypervisor().partition(7);
            assertThatThrownBy(() -> simulation.guest("guest").migrate(7)).hasMessageContaining("CID 7");
        });
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap(Sockets.counting(0, count));
    }
}
