package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import io.hvflow.ReadResult;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final FlowAddress GUEST = FlowAddress.parse("sim://guest:5000");
    private static final FlowAddress OWN = FlowAddress.parse("vsock://:5000");

    @Test
    void theSameSeedGivesTheSameRunAndOthersGiveOthers() throws Exception {
        Outcome one = Simulation.run(7, SimulationTest::echo);
        Outcome two = Simulation.run(7, SimulationTest::echo);
        assertThat(one.failure()).isEmpty();
        assertThat(two.trace().text()).isEqualTo(one.trace().text()).contains("server on guest: read");
        assertThat(two.hash()).isEqualTo(one.hash());
        assertThat(Simulation.run(8, SimulationTest::echo).hash()).isNotEqualTo(one.hash());
    }

    @Test
    void theChoicesByValueGiveTheRunThatTheirSeedGave() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Outcome drawn = Simulation.run(seed, SimulationTest::echo);
            assertThat(Simulation.run(drawn.choices(), SimulationTest::echo).hash())
                    .isEqualTo(drawn.hash());
        }
    }

    @Test
    void anotherActorMayComeBeforeEveryOperationAlsoWhereTheSocketIsNotAsked() throws Exception {
        Set<String> orders = new HashSet<>();
        Exploration.of(simulation -> {
                    FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
                    Flow near = simulation.host().connect(GUEST, FlowOptions.DEFAULTS);
                    Flow far = listener.accept();
                    far.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
                    ByteBuffer one = ByteBuffer.allocate(1);
                    near.read(one); // the other three come along with it
                    StringBuilder order = new StringBuilder();
                    Actor other = simulation.spawn("other", () -> order.append('x'));
                    near.read(one.clear());
                    order.append('2');
                    near.readInto(one.clear());
                    order.append('3');
                    near.read();
                    order.append('4');
                    other.join();
                    orders.add(order.toString());
                })
                .check();
        assertThat(orders).containsExactlyInAnyOrder("x234", "2x34", "23x4", "234x");
    }

    @Test
    void aSleepTakesVirtualTimeOnly() throws Exception {
        long start = System.nanoTime();
        Outcome outcome = Simulation.run(0, simulation -> {
            Instant before = simulation.clock().instant();
            simulation.sleep(Duration.ofHours(5));
            assertThat(Duration.between(before, simulation.clock().instant()))
                    .isBetween(Duration.ofHours(5), Duration.ofHours(5).plusSeconds(1));
        });
        assertThat(outcome.failure()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aReadTimeoutPassesInVirtualTime() throws Exception {
        Outcome outcome = Simulation.run(0, simulation -> {
            FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
            Flow near = simulation.host().connect(GUEST, FlowOptions.DEFAULTS.readTimeout(Duration.ofHours(1)));
            assertThatThrownBy(near::read).isInstanceOf(FlowTimeoutException.class);
            assertThat(simulation.elapsed()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
            listener.close();
        });
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void aDeadlockIsToldAtOnceWithWhoWaitsForWhat() throws Exception {
        long start = System.nanoTime();
        Outcome outcome = Simulation.run(0, simulation -> {
            FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
            simulation.spawn(
                    simulation.guest("guest"), "server", () -> listener.accept().read());
            simulation.host().connect(GUEST, FlowOptions.DEFAULTS).read();
        });
        assertThat(outcome.failure().orElseThrow())
                .isInstanceOfSatisfying(
                        SimulationError.class,
                        error -> assertThat(error.kind()).isEqualTo(SimulationError.Kind.DEADLOCK))
                .hasMessageContaining("main on host waits to read from sim://guest:5000")
                .hasMessageContaining("server on guest waits to read from vsock://2:")
                .hasMessageContaining("SimulationTest.java");
        assertThat(outcome.trace().text().lines().toList())
                .hasSizeGreaterThan(3)
                .last(InstanceOfAssertFactories.STRING)
                .contains("the run on host: failed with deadlock after ")
                .endsWith("nobody can run, and no timer is set");
        assertThat(outcome.trace().text())
                .contains(
                        "main on host: waits to read from sim://guest:5000",
                        "server on guest: waits to read from vsock");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void theTraceOfAFailedRunEndsWithWhoFailedAndWhy() throws Exception {
        Outcome outcome = Simulation.run(
                0,
                simulation -> simulation
                        .spawn(simulation.guest("guest"), "culprit", () -> {
                            throw new IllegalStateException("it is\n  wrong");
                        })
                        .join());
        assertThat(outcome.trace().happenings().getLast())
                .hasToString("culprit on guest: failed with java.lang.IllegalStateException: it is wrong");
        assertThat(outcome.trace().happenings().getLast().kind()).isEqualTo(Happening.Kind.FAILED);
    }

    @Test
    void whatAFailureSaysIsNoPartOfTheHash() throws Exception {
        Scenario identity = simulation -> {
            throw new IllegalStateException(new Object().toString());
        };
        assertThat(Simulation.run(0, identity).hash())
                .isEqualTo(Simulation.run(0, identity).hash());
    }

    @Test
    void anActorThatBlocksOutsideIsNamedWithItsStack() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Outcome outcome = Exploration.of(
                        simulation -> simulation.spawn("culprit", never::await).join())
                .stall(Duration.ofMillis(200))
                .run(Tape.ofSeed(0));
        assertThat(outcome.failure().orElseThrow())
                .isInstanceOfSatisfying(
                        SimulationError.class,
                        error -> assertThat(error.kind()).isEqualTo(SimulationError.Kind.BLOCKED_OUTSIDE))
                .hasMessageContaining("culprit blocked outside the simulation")
                .hasMessageContaining("CountDownLatch.await");
    }

    @Test
    void actorsThatNeverEndAreGivenUp() throws Exception {
        Outcome outcome = Exploration.of(simulation -> {
                    while (true) {
                        simulation.step();
                    }
                })
                .maxSteps(1000)
                .run(Tape.ofSeed(0));
        assertThat(outcome.failure().orElseThrow()).hasMessageContaining("no end after 1001 steps");
    }

    @Test
    void aFlowIsForActorsOnly() throws Exception {
        AtomicReference<Flow> leaked = new AtomicReference<>();
        AtomicReference<Throwable> meanwhile = new AtomicReference<>();
        Outcome outcome = Simulation.run(0, simulation -> {
            FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
            Flow near = simulation.host().connect(GUEST, FlowOptions.DEFAULTS);
            leaked.set(near);
            Thread foreign = Thread.ofPlatform().name("foreign").start(() -> {
                try {
                    near.write(ByteBuffer.allocate(1));
                } catch (Throwable e) {
                    meanwhile.set(e);
                }
            });
            foreign.join();
            listener.close();
        });
        assertThat(outcome.failure()).isEmpty();
        assertThat(meanwhile.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "thread \"foreign\" used a flow of a simulation and is none of its actors, or the simulation is over;"
                                + " use it from threads that Simulation.spawn or Simulation.threadFactory made, while the simulation runs");
        assertThatThrownBy(() -> leaked.get().read()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAnActorThrowsEndsTheRunAndTheOthers() throws Exception {
        List<String> released = new ArrayList<>();
        Outcome outcome = Simulation.run(0, simulation -> {
            simulation.spawn("victim", () -> {
                try {
                    simulation.sleep(Duration.ofDays(1));
                } finally {
                    released.add("victim");
                }
            });
            simulation.spawn("failing", () -> {
                throw new IllegalArgumentException("it is wrong");
            });
            simulation.sleep(Duration.ofHours(1));
            throw new AssertionError("not reached");
        });
        assertThat(outcome.failure().orElseThrow()).hasMessage("it is wrong");
        assertThat(outcome.time()).isLessThan(Duration.ofHours(1));
    }

    @Test
    void aServiceIsStoppedWhenTheRunEnds() throws Exception {
        List<String> ended = new ArrayList<>();
        Outcome outcome = Simulation.run(0, simulation -> {
            simulation.serve(simulation.host(), "service", () -> {
                try {
                    simulation.sleep(Duration.ofDays(100));
                } finally {
                    ended.add("service");
                }
            });
            simulation.sleep(Duration.ofSeconds(1));
        });
        assertThat(outcome.failure()).isEmpty();
        assertThat(ended).containsExactly("service");
    }

    @Test
    void aBlockedActorIsInterruptedByEitherWay() throws Exception {
        for (boolean own : new boolean[] {true, false}) {
            for (int seed = 0; seed < 50; seed++) {
                Outcome outcome = Simulation.run(seed, simulation -> {
                    FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
                    Flow near = simulation.host().connect(GUEST, FlowOptions.DEFAULTS);
                    AtomicReference<Thread> thread = new AtomicReference<>();
                    Actor reader = simulation.spawn("reader", () -> {
                        thread.set(Thread.currentThread());
                        assertThatThrownBy(near::read).isInstanceOf(InterruptedIOException.class);
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    });
                    simulation.sleep(Duration.ofMillis(1));
                    if (own) {
                        reader.interrupt();
                    } else {
                        thread.get().interrupt();
                    }
                    reader.join();
                    listener.close();
                });
                assertThat(outcome.failure()).isEmpty();
            }
        }
    }

    @Test
    void aThreadOfTheFactoryIsAnActor() throws Exception {
        Outcome outcome = Simulation.run(3, simulation -> {
            FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
            Flow near = simulation.host().connect(GUEST, FlowOptions.DEFAULTS);
            Flow far = listener.accept();
            simulation
                    .threadFactory("worker-")
                    .newThread(() -> {
                        try {
                            far.write(ByteBuffer.wrap(new byte[] {42}));
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .start();
            assertThat(near.read()).isInstanceOf(ReadResult.Data.class);
        });
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.trace().text()).contains("worker-1 on guest: write 1 byte at 0");
    }

    @Test
    void codeThatUsesFlowsIsOnTheHypervisorOfItsActor() throws Exception {
        Outcome outcome = Simulation.run(3, simulation -> {
            Actor server = simulation.spawn(simulation.guest("guest"), "server", () -> {
                try (FlowListener listener = Flows.listen("sim://:80");
                        Flow far = listener.accept()) {
                    assertThat(far.remoteAddress().toString()).startsWith("sim://host:");
                }
            });
            simulation.sleep(Duration.ofMillis(1));
            Flows.connect("sim://guest:80").close();
            server.join();
        });
        assertThat(outcome.failure()).isEmpty();
        assertThat(Hypervisor.shared().partitions())
                .noneMatch(partition -> partition.name().equals("guest"));
    }

    private static void echo(Simulation simulation) throws Exception {
        FlowListener listener = simulation.guest("guest").listen(OWN, FlowOptions.DEFAULTS);
        simulation.hypervisor().install(Faults.cuts(3));
        simulation.spawn(simulation.guest("guest"), "server", () -> {
            try (Flow far = listener.accept()) {
                Flows.copy(far, far);
            }
        });
        try (Flow near = simulation.host().connect(GUEST, FlowOptions.DEFAULTS.windowSize(8))) {
            byte[] sent = Sockets.counting(0, 40);
            Actor writer = simulation.spawn("writer", () -> {
                near.write(ByteBuffer.wrap(sent));
                near.shutdownWrite();
            });
            ByteBuffer got = ByteBuffer.allocate(40);
            assertThat(near.readInto(got)).isTrue();
            assertThat(got.array()).isEqualTo(sent);
            assertThat(near.read()).isInstanceOf(ReadResult.Eof.class);
            writer.join();
        }
    }
}
