package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.Flows;
import io.hvflow.ProxyStats;
import io.hvflow.ReadResult;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** {@link Flows#proxy}, which needs a thread of its own, on actors and in virtual time. */
class ProxyInSimulationTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.readTimeout(Duration.ofMinutes(1)).closeTimeout(Duration.ofMillis(10));

    /** A host between two guests: what the one writes is to be read by the other. */
    private interface Body {
        void run(Simulation simulation, Flow one, Flow a, Flow b, Flow other) throws Exception;
    }

    private static void check(Body body) throws Exception {
        Exploration.of(simulation -> {
                    FlowListener listener = simulation.host().listen(FlowAddress.parse("vsock://:7"), OPTIONS);
                    FlowAddress host = FlowAddress.parse("sim://host:7");
                    Flow one = simulation.guest("one").connect(host, OPTIONS);
                    Flow a = listener.accept();
                    Flow other = simulation.guest("other").connect(host, OPTIONS);
                    body.run(simulation, one, a, listener.accept(), other);
                })
                .seeds(50)
                .check();
    }

    private static void talks(Flow flow, int sends, int reads) throws Exception {
        flow.write(ByteBuffer.allocate(sends));
        flow.shutdownWrite();
        assertThat(flow.readInto(ByteBuffer.allocate(reads))).isTrue();
        assertThat(flow.read()).isInstanceOf(ReadResult.Eof.class);
    }

    @Test
    void O2_bothDirectionsAndTheirHalfClosesAndWhatItTook() throws Exception {
        check((simulation, one, a, b, other) -> {
            simulation.hypervisor().install(Faults.latency(Duration.ofSeconds(1)));
            simulation.spawn(simulation.guest("one"), "one", () -> talks(one, 1000, 30));
            simulation.spawn(simulation.guest("other"), "other", () -> talks(other, 30, 1000));
            ProxyStats stats = Flows.proxy(a, b);
            assertThat(stats.aToB().bytes()).isEqualTo(1000);
            assertThat(stats.bToA().bytes()).isEqualTo(30);
            // In virtual time: the same in every run, and nobody waited for it.
            assertThat(stats.aToB().duration()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(2));
        });
    }

    @Test
    void O2_theCallersOwnThreadsMayBeActors() throws Exception {
        check((simulation, one, a, b, other) -> {
            ThreadFactory threads = simulation.threadFactory("back-");
            simulation.spawn(simulation.guest("one"), "one", () -> talks(one, 10, 20));
            simulation.spawn(simulation.guest("other"), "other", () -> talks(other, 20, 10));
            assertThat(Flows.proxy(a, b, threads).bToA().bytes()).isEqualTo(20);
        });
    }

    @Test
    void O2_aStreamThatBreaksBreaksTheOther() throws Exception {
        check((simulation, one, a, b, other) -> {
            simulation.spawn(
                    "proxy", () -> assertThatThrownBy(() -> Flows.proxy(a, b)).isInstanceOf(FlowResetException.class));
            one.write(ByteBuffer.allocate(5));
            assertThat(other.readInto(ByteBuffer.allocate(5))).isTrue();
            one.abort();
            assertThatThrownBy(other::read).isInstanceOf(FlowResetException.class);
        });
    }

    @Test
    void O2_anInterruptAbortsBoth() throws Exception {
        check((simulation, one, a, b, other) -> {
            Actor proxy = simulation.spawn("proxy", () -> {
                assertThatThrownBy(() -> Flows.proxy(a, b)).isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
            });
            one.shutdownWrite(); // sometimes one direction is over by then, and it is the wait for the other that ends
            simulation.sleep(Duration.ofMillis(simulation.choose(3)));
            proxy.interrupt();
            proxy.join();
            assertThatThrownBy(() -> {
                        while (true) {
                            other.write(ByteBuffer.allocate(1));
                        }
                    })
                    .isInstanceOf(FlowResetException.class);
        });
    }
}
