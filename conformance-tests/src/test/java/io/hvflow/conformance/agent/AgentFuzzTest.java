package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.agent.server.AgentAccess;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.server.Budget;
import io.hvflow.conformance.agent.server.Limits;
import io.hvflow.conformance.agent.server.Session;
import io.hvflow.conformance.agent.wire.Carrier;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All agents against {@link FuzzedSessions}: the one in C under the compiler's address, leak and undefined-behaviour sanitizers.
 * {@code -Dio.hvflow.fuzz.seconds} says how long each goes on; {@code -Dio.hvflow.fuzz.seed} begins with that session, which is how
 * one that failed is repeated.
 */
@Tag("long")
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentFuzzTest {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("io.hvflow.fuzz.seconds", 3));
    private static final long SEED = Long.getLong("io.hvflow.fuzz.seed", System.nanoTime());

    @TempDir
    private Path directory;

    private interface Attempt {
        void run(long seed, Path directory) throws Exception;
    }

    private void fuzz(String agent, Attempt attempt) throws Exception {
        long start = System.nanoTime();
        long seed = SEED;
        do {
            Path own = Files.createDirectory(directory.resolve(Long.toUnsignedString(seed)));
            try {
                attempt.run(seed, own);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "the agent in " + agent + ", again: -Dio.hvflow.fuzz.seed=" + seed
                                + " -Dio.hvflow.fuzz.seconds=1",
                        e);
            }
            seed++;
        } while (System.nanoTime() - start < NANOS);
    }

    @Test
    void theAgentInCEndsInOneOfItsWays() throws Exception {
        fuzz("C", List.of(CAgent.checked().toString()));
    }

    @Test
    void theAgentInPythonEndsInOneOfItsWays() throws Exception {
        fuzz("Python", PythonAgent.command());
    }

    private void fuzz(String agent, List<String> command) throws Exception {
        fuzz(agent, (seed, own) -> {
            Process process = new ProcessBuilder(command)
                    .directory(own.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                send(process.getOutputStream(), new FuzzedSessions(seed, own.toString()).frames());
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
                String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.exitValue()).as(said).isIn(0, 4, 5);
                assertThat(said.lines())
                        .hasSizeLessThanOrEqualTo(1)
                        .allMatch(line -> line.startsWith("hvflow agent: "));
                assertThat(own).isEmptyDirectory();
            } finally {
                process.destroyForcibly();
            }
        });
    }

    @Test
    void theAgentInJavaEndsAndGivesBackWhatItHeld() throws Exception {
        fuzz("Java", (seed, own) -> {
            Budget budget = new Budget(8 << 20);
            Limits limits = new Limits(16, 16, 16, 64, Duration.ofSeconds(60), Duration.ofSeconds(60));
            Pipes pipes = new Pipes();
            Carrier carrier = pipes.agent();
            List<String> complaints = new CopyOnWriteArrayList<>();
            FutureTask<AgentServer.End> agent = new FutureTask<>(() -> new Session(
                            carrier.in(),
                            carrier.out(),
                            carrier,
                            complaints::add,
                            new Session.Terms(limits, budget, AgentAccess.OPEN, () -> ""))
                    .serve());
            Thread.ofPlatform().daemon().start(agent);
            send(pipes.suite().out(), new FuzzedSessions(seed, own.toString()).frames());
            pipes.suite().close();

            assertThat(agent.get(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(complaints).noneMatch(it -> it.contains("the agent failed"));
            HostileTest.assertGivenBack(budget);
        });
    }

    private static void send(OutputStream to, List<byte[]> frames) {
        try (to) {
            for (byte[] frame : frames) {
                to.write(frame);
            }
        } catch (IOException endedBefore) {
            // It has said goodbye, which its status says.
        }
    }
}
