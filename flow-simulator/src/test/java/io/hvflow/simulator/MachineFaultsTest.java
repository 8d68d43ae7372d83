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
    void theActorsOfAPausedGuestStandStillAndTheirTimersComeLate() throws Exception {
        check((simulation, host, guest) -> {
            List<Duration> ticks = new ArrayList<>();
            Actor ticker = simulation.spawn(simulation.guest("guest"), "ticker", () -> {
                for (int i = 0; i < 5; i++) {
                    simulation.sleep(Duration.ofMillis(100));
                    ticks.add(simulation.elapsed());
                }
            });
            simulation.sleep(Duration.ofMillis(250));
            Fault pause = simulation.guest("guest").pause();
            int before = ticks.size();
            simulation.sleep(Duration.ofSeconds(10));
            assertThat(ticks).hasSize(before);
            pause.close();
            ticker.join();
            assertThat(ticks.get(before)).isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_300));
            assertThat(ticks.getLast()).isGreaterThan(Duration.ofMillis(10_400));
        });
    }

    @Test
    void aReadThatTimesOutInAPausedGuestIsToldLate() throws Exception {
        check((simulation, host, guest) -> {
            Actor reader = simulation.spawn(simulation.guest("guest"), "reader", () -> {
                assertThatThrownBy(guest::read).isInstanceOf(FlowTimeoutException.class);
                assertThat(simulation.elapsed()).isGreaterThan(Duration.ofMinutes(1));
            });
            simulation.sleep(Duration.ofMillis(1));
            try (Fault pause = simulation.guest("guest").pause()) {
                simulation.sleep(Duration.ofMinutes(1));
                assertThat(reader.isDone()).isFalse();
                assertThat(pause.effects()).isZero();
            }
            reader.join();
        });
    }

    @Test
    void ofSeveralPausesTheLastOneCounts() throws Exception {
        check((simulation, host, guest) -> {
            Fault one = simulation.guest("guest").pause();
            Fault other = simulation.guest("guest").pause();
            Actor inGuest = simulation.spawn(simulation.guest("guest"), "in guest", () -> {});
            one.close();
            one.close();
            simulation.sleep(Duration.ofSeconds(1));
            assertThat(inGuest.isDone()).isFalse();
            other.close();
            inGuest.join();
        });
    }

    @Test
    void anActorMayPauseItsOwnMachineAndAnotherLetsItGoOn() throws Exception {
        check((simulation, host, guest) -> {
            List<Fault> pauses = new ArrayList<>();
            Actor inGuest = simulation.spawn(simulation.guest("guest"), "in guest", () -> {
                pauses.add(simulation.guest("guest").pause());
                simulation.step();
                assertThat(simulation.elapsed()).isGreaterThan(Duration.ofSeconds(1));
            });
            simulation.sleep(Duration.ofSeconds(1));
            assertThat(inGuest.isDone()).isFalse();
            pauses.getFirst().close();
            inGuest.join();
        });
    }

    @Test
    void aPauseThatNobodyEndsIsADeadlockThatNamesIt() throws Exception {
        Outcome outcome = Simulation.run(1, simulation -> {
            simulation.host().pause();
            simulation.step();
        });
        assertThat(outcome.failure().orElseThrow())
                .hasMessageContaining("deadlock")
                .hasMessageContaining("main on host stands still: its machine is paused");
    }

    @Test
    void aCrashEndsTheActorsOfAPausedGuestToo() throws Exception {
        check((simulation, host, guest) -> {
            Partition machine = simulation.guest("guest");
            Actor waits = simulation.spawn(machine, "waits", () -> simulation.sleep(Duration.ofHours(1)));
            Actor runs = simulation.spawn(machine, "runs", () -> {
                while (true) {
                    simulation.step();
                }
            });
            simulation.sleep(Duration.ofMillis(1));
            try (Fault pause = machine.pause()) {
                assertThat(pause).isNotNull();
                machine.crash();
                waits.join();
                runs.join();
            }
        });
    }

    @Test
    void freelyThePauseStopsTheNetworkAndNotTheThreads() throws Exception {
        try (Hypervisor hypervisor = new Hypervisor()) {
            Partition machine = hypervisor.partition("guest");
            FlowListener listener = machine.listen(FlowAddress.parse("vsock://:5000"), FlowOptions.DEFAULTS);
            Flow host = hypervisor.connect(GUEST, FlowOptions.DEFAULTS);
            Flow guest = listener.accept();
            try (Fault pause = machine.pause()) {
                guest.write(bytes(5));
                host.setReadTimeout(Duration.ofMillis(20));
                assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
                assertThat(pause.effects()).isEqualTo(1);
            }
            host.setReadTimeout(Duration.ofSeconds(30));
            assertThat(host.readInto(ByteBuffer.allocate(5))).isTrue();
        }
    }

    @Test
    void R5_anEndThatClosesWithBytesUnreadResetsWhereTheRuleSaysSo() throws Exception {
        FlowOptions hasty = OPTIONS.closeTimeout(Duration.ZERO);
        Exploration.of(simulation -> {
                    FlowListener listener = simulation.guest("guest").listen(FlowAddress.parse("vsock://:5000"), hasty);
                    Fault fault = simulation.guest("guest").install(Faults.resetUnread());
                    for (boolean unread : new boolean[] {false, true}) {
                        Flow host = simulation.host().connect(GUEST, hasty);
                        Flow guest = listener.accept();
                        host.write(bytes(200_000));
                        guest.readInto(ByteBuffer.allocate(unread ? 10 : 200_000));
                        guest.close();
                        if (unread) {
                            assertThatThrownBy(host::read).isInstanceOf(FlowResetException.class);
                            assertThat(fault.effects()).isEqualTo(1);
                        } else {
                            assertThat(host.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                        }
                        host.abort();
                    }
                })
                .seeds(20)
                .check();
    }

    @Test
    void aLinkKeepsItsRulesWhenAnEndOfItMigrates() throws Exception {
        check((simulation, host, guest) -> {
            Partition machine = simulation.guest("guest");
            Partition other = simulation.guest("other");
            Link link = simulation.hypervisor().link(machine, other);
            link.install(Faults.refuse());
            machine.migrate(900);
            assertThat(simulation.hypervisor().link(machine, other)).isSameAs(link);
            assertThat(simulation.hypervisor().link(other, machine)).isSameAs(link);
            assertThatThrownBy(() -> other.connect(GUEST, OPTIONS)).isInstanceOf(FlowRefusedException.class);
        });
    }

    @Test
    void aMachineWithTheCidOfOneThatMigratedIsAnother() throws Exception {
        check((simulation, host, guest) -> {
            Partition three = simulation.hypervisor().partition(33);
            three.migrate(900);
            Partition other = simulation.hypervisor().partition(33);
            assertThat(other.name()).isNotEqualTo(three.name());
            assertThat(other.vmId()).isNotEqualTo(three.vmId());
            assertThat(simulation.hypervisor().partition(three.vmId())).isSameAs(three);
            assertThat(simulation.hypervisor().partition(other.vmId())).isSameAs(other);
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
