package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows whose calls a child process performs. */
class AgentTest {
    @TempDir
    private Path directory;

    private final AtomicReference<ProcessCarrier> child = new AtomicReference<>();
    private final Agent agent = new Agent(
            "child",
            () -> {
                ProcessCarrier carrier = ProcessCarrier.start(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "io.hvflow.conformance.Main",
                                "agent"),
                        Map.of("CLASSPATH", System.getProperty("java.class.path")));
                child.set(carrier);
                return carrier;
            },
            Duration.ofSeconds(20));

    @AfterEach
    void endTheChild() {
        agent.disconnect();
    }

    private record Pair(Flow near, Flow far) {}

    private Pair pair(String name) throws Exception {
        FlowAddress address = FlowAddress.parse("unix://" + directory.resolve(name));
        try (FlowListener listener = agent.listen(address, FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100)))) {
            Flow near = Flows.connect(address, FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100)));
            return new Pair(near, listener.accept());
        }
    }

    private static <T> FutureTask<T> start(java.util.concurrent.Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void tellsWhoItIs() throws Exception {
        assertThat(agent.who())
                .containsKeys("implementation", "system", "runtime")
                .containsEntry("runtime", "JDK " + Runtime.version());
        assertThat(agent.unavailable("unix")).isEmpty();
        assertThat(agent.unavailable("nothing"))
                .hasValueSatisfying(why -> assertThat(why).contains("nothing:"));
    }

    @Test
    void twentyMegabytesInOneCallEachWay() throws Exception {
        Pair pair = pair("large");
        byte[] bytes = new byte[20 << 20];
        new Random(1).nextBytes(bytes);

        FutureTask<Boolean> there = start(() -> {
            pair.far().write(ByteBuffer.wrap(bytes));
            return true;
        });
        ByteBuffer got = ByteBuffer.allocate(bytes.length);
        assertThat(pair.near().readInto(got)).isTrue();
        assertThat(got.array()).isEqualTo(bytes);
        there.get(30, TimeUnit.SECONDS);

        FutureTask<Boolean> back = start(() -> {
            pair.near().write(ByteBuffer.wrap(bytes));
            return true;
        });
        ByteBuffer atFarEnd = ByteBuffer.allocateDirect(bytes.length);
        assertThat(pair.far().readInto(atFarEnd)).isTrue();
        assertThat(atFarEnd.flip()).isEqualTo(ByteBuffer.wrap(bytes));
        back.get(30, TimeUnit.SECONDS);
        pair.near().abort();
        pair.far().abort();
    }

    @Test
    void twoHundredFlowsAtOnce() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        List<FutureTask<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Pair pair = pair("many-" + i);
            pairs.add(pair);
            reads.add(start(() -> {
                ByteBuffer number = ByteBuffer.allocate(4);
                pair.far().readInto(number);
                return number.getInt(0);
            }));
        }
        for (int i = 0; i < 200; i++) {
            pairs.get(i).near().write(ByteBuffer.allocate(4).putInt(i).flip());
        }
        for (int i = 0; i < 200; i++) {
            assertThat(reads.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
            pairs.get(i).far().abort();
            pairs.get(i).near().abort();
        }
    }

    @Test
    void anInterruptReachesTheFarEnd() throws Exception {
        Pair pair = pair("interrupt");
        AtomicReference<Boolean> status = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                pair.far().read(ByteBuffer.allocate(10));
            } catch (Exception e) {
                thrown.set(e);
            }
            status.set(Thread.currentThread().isInterrupted());
        });
        reader.interrupt();

        assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(status.get()).isTrue();

        pair.near().write(ByteBuffer.wrap(new byte[] {7}));
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(pair.far().readInto(one)).isTrue();
        assertThat(one.get(0)).isEqualTo((byte) 7);
        pair.near().abort();
        pair.far().abort();
    }

    @Test
    void whatTheFarEndThrowsIsThrownHereWithTheSameWords() throws Exception {
        FlowAddress nobody = FlowAddress.parse("unix://" + directory.resolve("nobody"));
        String here = assertThatExceptionOfType(io.hvflow.FlowRefusedException.class)
                .isThrownBy(() -> Flows.connect(nobody, FlowOptions.DEFAULTS))
                .actual()
                .getMessage();

        assertThatExceptionOfType(io.hvflow.FlowRefusedException.class)
                .isThrownBy(() -> agent.connect(nobody, FlowOptions.DEFAULTS))
                .withMessage(here)
                .satisfies(e -> assertThat(e.nativeError()).isPresent());
        Pair pair = pair("closed");
        pair.far().abort();
        assertThatExceptionOfType(FlowClosedException.class)
                .isThrownBy(() -> pair.far().read());
        pair.near().abort();
    }

    @Test
    void theDeathOfTheAgentEndsEveryCallAndIsNoneOfTheFlows() throws Exception {
        Pair pair = pair("death");
        FlowListener listener =
                agent.listen(FlowAddress.parse("unix://" + directory.resolve("deaf")), FlowOptions.DEFAULTS);
        List<FutureTask<?>> blocked = List.of(
                start(() -> pair.far().read()),
                start(() -> pair.far().readInto(ByteBuffer.allocate(100))),
                start(listener::accept),
                start(() -> {
                    pair.far().write(ByteBuffer.allocate(20 << 20));
                    return true;
                }));
        FutureTask<Integer> near = start(() -> pair.near().read(ByteBuffer.allocate(1 << 20)));

        child.get().process().destroyForcibly();

        for (FutureTask<?> call : blocked) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> call.get(5, TimeUnit.SECONDS))
                    .withCauseInstanceOf(AgentException.class)
                    .withMessageContaining("agent child");
        }
        near.get(5, TimeUnit.SECONDS);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> pair.far().read());
        pair.far().abort();
        pair.near().abort();

        // The next use begins anew.
        assertThat(agent.who()).isNotEmpty();
    }

    @Test
    void theAgentEndsWithItsStandardInput() throws Exception {
        agent.who();
        Process process = child.get().process();

        process.getOutputStream().close();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
