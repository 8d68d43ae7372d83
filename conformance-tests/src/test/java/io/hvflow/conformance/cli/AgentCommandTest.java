package io.hvflow.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentException;
import io.hvflow.conformance.agent.AgentToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own that listens: whom it lets in, and what it bears. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentCommandTest {
    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        agents.forEach(Agent::disconnect);
        flows.forEach(Flow::abort);
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String limit, String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                (limit.isEmpty() ? "" : "ulimit -n " + limit + "; ") + "exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                heap,
                "io.hvflow.conformance.Main",
                "agent"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove(AgentToken.VARIABLE);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private FlowAddress address() {
        return FlowAddress.parse("unix://" + directory.resolve("agent"));
    }

    private Agent agent() {
        Agent agent = Agent.at(address());
        agents.add(agent);
        return agent;
    }

    private void awaitListening(Process process) throws Exception {
        long start = System.nanoTime();
        while (true) {
            try {
                Flows.connect(address(), FlowOptions.DEFAULTS).abort();
                return;
            } catch (IOException e) {
                assertThat(process.isAlive()).isTrue();
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
                Thread.sleep(20);
            }
        }
    }

    private static String said(Process process) throws Exception {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String text = String.join("\n", reader.lines().toList());
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return text;
        }
    }

    @Test
    void anAddressThatAnybodyReachesTakesAToken() throws Exception {
        Process process = start("", "-Xmx64m", "--listen", "sim://guest:7");

        assertThat(said(process)).contains("share a token with the suite", "--token-file", AgentToken.VARIABLE);
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    void aTokenThatIsTooShortIsRefused() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "short");
        Process process = start("", "-Xmx64m", "--token-file", token.toString());

        assertThat(said(process)).contains(token + ": an agent's token is of 5 bytes");
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    void aSocketFileIsItsUsersAlone() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
        awaitListening(start("", "-Xmx64m", "--listen", address().toString(), "--token-file", token.toString()));

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> agent().who())
                .withMessageContaining("this agent wants a token");
        assertThat(agent().token(AgentToken.read(token)).who()).isNotEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("agent"))))
                .isEqualTo("rw-------");
    }

    /** A mode that is set when somebody may have connected already is none. */
    @Test
    void aSocketFileIsItsUsersAloneFromTheMomentThatItIsThere() throws Exception {
        Path file = directory.resolve("agent");
        Process process = start("", "-Xmx64m", "--listen", address().toString());

        while (!Files.exists(file)) {
            assertThat(process.isAlive()).isTrue();
            LockSupport.parkNanos(20_000);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** More callers than there are descriptors: each that cannot be accepted waits, and the others are served. */
    @Test
    void callersThatSayNothingDoNotEndIt() throws Exception {
        Process process = start("300", "-Xmx64m", "--listen", address().toString());
        awaitListening(process);

        for (int i = 0; i < 277; i++) {
            flows.add(Flows.connect(address(), FlowOptions.DEFAULTS));
        }

        assertThat(agent().who()).isNotEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    /** EMFILE: a suite takes every descriptor that there is; when it has gone, the next one is served. */
    @Test
    void aLackOfDescriptorsPasses() throws Exception {
        Process process = start("128", "-Xmx64m", "--listen", address().toString());
        awaitListening(process);
        Agent greedy = agent();
        // A class path of directories takes a descriptor for each class: what makes failures is loaded by one.
        assertThatExceptionOfType(FlowAddressException.class)
                .isThrownBy(() -> greedy.listen(
                        FlowAddress.parse("unix://" + directory.resolve("none/x")), FlowOptions.DEFAULTS));
        int opened = 0;
        try {
            for (; opened < 1000; opened++) {
                greedy.listen(FlowAddress.parse("unix://" + directory.resolve("l" + opened)), FlowOptions.DEFAULTS);
            }
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(AgentException.class).hasMessageContaining("EMFILE");
        }
        assertThat(opened).isBetween(1, 999);
        flows.add(Flows.connect(address(), FlowOptions.DEFAULTS)); // waits in the backlog: nobody can accept it

        greedy.disconnect();

        assertThat(agent().who()).isNotEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    /** 64 MiB in one call, which the protocol allows, with the least heap that the page names. */
    @Test
    void aReadOfAllThatTheProtocolAllowsIsAnsweredAndItsRoomGivenBack() throws Exception {
        awaitListening(start("", "-Xmx96m", "--listen", address().toString()));
        FlowAddress data = FlowAddress.parse("unix://" + directory.resolve("data"));
        Agent agent = agent();
        try (var listener = Flows.listen(data, FlowOptions.DEFAULTS)) {
            Flow far = agent.connect(data, FlowOptions.DEFAULTS);
            Flow near = listener.accept();
            flows.add(near);
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 64; i++) {
                        near.write(ByteBuffer.allocate(1 << 20));
                    }
                } catch (IOException e) {
                    // Refused reads leave bytes behind, which the end of the test drops.
                }
            });

            for (int i = 0; i < 4; i++) {
                assertAnsweredOrRefused(far, 64 << 20);
                assertAnsweredOrRefused(far, 1);
            }
            assertThat(agent.who()).isNotEmpty();
            far.abort();
        }
    }

    private static void assertAnsweredOrRefused(Flow far, int size) throws IOException {
        far.setReadTimeout(java.time.Duration.ofSeconds(10));
        try {
            far.readInto(ByteBuffer.allocate(size));
        } catch (AgentException e) {
            assertThat(e).hasMessageContaining("no room for " + size);
            assertThat(size).isGreaterThan(1);
        } catch (io.hvflow.FlowTimeoutException e) {
            assertThat(e.bytes()).isLessThan(size);
        }
    }
}
