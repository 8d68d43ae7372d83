package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.FlowCarrier;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent in C: the protocol's page to the byte, its exit statuses, and a suite that keeps no rule. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CAgentTest {
    private static final int MAX_DATA = 64 << 20;

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();

    /** A compiler on a busy machine takes its time. */
    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void build() {
        CAgent.checked();
    }

    @AfterEach
    void endWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(CAgent.checked().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(complaints())
                .start();
        processes.add(process);
        return process;
    }

    private File complaints() {
        return directory.resolve("complaints").toFile();
    }

    private String complained() throws IOException {
        return Files.readString(complaints().toPath(), StandardCharsets.UTF_8);
    }

    private static int end(Process process) throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Carrier carrier(Process process) {
        return new Carrier() {
            @Override
            public java.io.InputStream in() {
                return process.getInputStream();
            }

            @Override
            public java.io.OutputStream out() {
                return process.getOutputStream();
            }

            @Override
            public void close() {
                process.destroyForcibly();
            }
        };
    }

    private int endAfter(byte[]... sent) throws Exception {
        Process process = start();
        for (byte[] bytes : sent) {
            process.getOutputStream().write(bytes);
        }
        return end(process);
    }

    @Test
    void itAnswersTheExampleByteByByte() throws Exception {
        Process process = start();

        Example example = Example.play(carrier(process));

        assertThat(example.seen()).hasSizeGreaterThan(10).isEqualTo(example.expected());
        assertThat(end(process)).isZero();
        assertThat(complained()).isEmpty();
        assertThat(directory.resolve("golden.sock")).doesNotExist();
    }

    @Test
    void itWantsAHelloOfItsVersion() throws Exception {
        assertThat(endAfter("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(AgentServer.End.PROTOCOL.status());
        assertThat(complained()).contains("it began with the bytes 47");

        byte[] hello = Protocol.hello();
        hello[9] = 9;
        assertThat(endAfter(hello)).isEqualTo(AgentServer.End.PROTOCOL.status());
        assertThat(complained()).contains("version 9", "version 1");
    }

    @Test
    void itTellsAHalfFrameFromAnEnd() throws Exception {
        assertThat(endAfter(Protocol.hello())).isZero();
        assertThat(endAfter(Protocol.hello(), new byte[] {0, 0})).isEqualTo(AgentServer.End.CHANNEL.status());
        assertThat(complained()).contains("the control channel ended in the middle of a frame");
        assertThat(endAfter(Protocol.hello(), new byte[] {0, 0, 0, 9, 1})).isEqualTo(AgentServer.End.CHANNEL.status());
        assertThat(complained()).contains("the control channel ended in the middle of a frame");
        assertThat(endAfter()).isEqualTo(AgentServer.End.CHANNEL.status());
        assertThat(complained()).contains("before a hello");
    }

    @Test
    void itDoesNotWaitForWhatItMayNotTake() throws Exception {
        assertThat(endAfter(Protocol.hello(), new byte[] {0x7F, -1, -1, -1}))
                .isEqualTo(AgentServer.End.PROTOCOL.status());
        assertThat(complained()).contains("2147483647 bytes");
    }

    @Test
    void itTakesNoDataThatNobodyAskedForAndNoNumberThatIsInUse() throws Exception {
        byte[] data = new FieldWriter().u32(6).u8(Protocol.DATA).u32(7).u8(1).toBytes();
        assertThat(endAfter(Protocol.hello(), data)).isEqualTo(AgentServer.End.PROTOCOL.status());
        assertThat(complained()).contains("data came for request 7");

        byte[] write = Frames.request(
                7, Operation.WRITE, 0, new FieldWriter().u32(1).u32(9).toBytes());
        assertThat(endAfter(Protocol.hello(), write, write)).isEqualTo(AgentServer.End.PROTOCOL.status());
        assertThat(complained()).contains("request 7 is not answered yet");
    }

    @Test
    void dataBeyondTheLimitIsRefusedAndTheSessionGoesOn() throws Exception {
        AgentConnection connection =
                AgentConnection.open("small", carrier(start()), Duration.ofSeconds(20), new byte[0]);
        // Its room is a part of the machine's memory, and never more than four of the largest requests.
        for (int i = 0; i < 4; i++) {
            byte[] fields = new FieldWriter().u32(1).u32(MAX_DATA).toBytes();
            connection.send(new Call(0), Operation.WRITE, fields, List.of());
        }
        RemoteCall call = new RemoteCall(connection, Operation.WRITE);
        call.payload(List.of(ByteBuffer.allocate(1))).fields().u32(1).u32(1);

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(call::perform)
                .withMessageContaining("no room");
        assertThat(new RemoteCall(connection, Operation.PING).perform()).isNotNull();
        connection.close();
    }

    @Test
    void itConnectsToTheSuiteForOneSession() throws Exception {
        FlowAddress address = FlowAddress.parse("unix://" + directory.resolve("control"));
        try (FlowListener listener = Flows.listen(address, FlowOptions.DEFAULTS)) {
            Process process = start("--control", address.toString());
            Flow channel = listener.accept();

            AgentConnection connection =
                    AgentConnection.open("connected", new FlowCarrier(channel), Duration.ofSeconds(20), new byte[0]);
            assertThat(new RemoteCall(connection, Operation.PING).perform()).isNotNull();
            channel.shutdownWrite();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            connection.close();
        }
    }

    @Test
    void aWrongCommandLineAndAChannelThatIsNotThereHaveTheirStatus() throws Exception {
        assertThat(end(start("--listen"))).isEqualTo(2);
        assertThat(end(start("--control", "/dev/nothing"))).isEqualTo(AgentServer.End.CHANNEL.status());
        assertThat(complained()).contains("/dev/nothing: No such file or directory");
    }

    @Test
    void itServesThoseWhoKnowTheTokenAndNoOthers() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
        AgentToken token = AgentToken.read(file);
        List<String> command = List.of(CAgent.checked().toString(), "--token-file", file.toString());

        Agent known = Agent.command(command).token(token);
        assertThat(known.who()).containsKey("implementation");
        known.disconnect();
        for (String wrong : List.of("0123456789abcdeF", "0123456789abcdef0", "0123456789abcde0123456789abcdef")) {
            AgentToken other = AgentToken.of(wrong.getBytes(StandardCharsets.US_ASCII));
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> Agent.command(command).token(other).who())
                    .withMessageContaining("the suite's token is not this agent's");
        }
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> Agent.command(command).who())
                .withMessageContaining("this agent wants a token");
        Files.writeString(file, "short");
        assertThat(end(start("--token-file", file.toString()))).isEqualTo(2);
        assertThat(complained()).contains("16 to 1024 bytes");
    }

    @Test
    void itUsesAddressesOfTheListOnly() throws Exception {
        Agent agent = Agent.command(List.of(
                CAgent.checked().toString(), "--allow", "unix://" + directory + "/*-ok", "--allow", "vsock://*:7"));

        agent.listen(FlowAddress.parse("unix://" + directory.resolve("an-ok")), FlowOptions.DEFAULTS)
                .close();
        for (String address : List.of(
                "unix://" + directory.resolve("ok"),
                "unix://" + directory.resolve("a/b-ok"),
                "unix://" + directory.resolve("../x-ok"),
                "vsock://1:77")) {
            assertThatExceptionOfType(AgentException.class)
                    .as(address)
                    .isThrownBy(() -> agent.connect(FlowAddress.parse(address), FlowOptions.DEFAULTS))
                    .withMessageContaining("is not among the addresses");
        }
        agent.disconnect();
    }

    @Test
    void itSaysWhatItServesAndFailsAsFlowsDo() throws Exception {
        Agent agent = Agent.command(List.of(CAgent.checked().toString()));
        FlowAddress nobody = FlowAddress.parse("unix://" + directory.resolve("nobody"));
        String here = assertThatExceptionOfType(FlowRefusedException.class)
                .isThrownBy(() -> Flows.connect(nobody, FlowOptions.DEFAULTS))
                .actual()
                .getMessage();

        assertThat(agent.who()).containsKeys("implementation", "system", "runtime");
        assertThat(agent.unavailable("unix")).isEmpty();
        assertThat(agent.unavailable("nothing")).isPresent();
        assertThatExceptionOfType(FlowRefusedException.class)
                .isThrownBy(() -> agent.connect(nobody, FlowOptions.DEFAULTS))
                .withMessage(here)
                .satisfies(e -> assertThat(e.nativeError()).isPresent());
        assertThatExceptionOfType(FlowUnsupportedException.class)
                .isThrownBy(() -> agent.connect(FlowAddress.parse("sim://guest:5"), FlowOptions.DEFAULTS));
        FlowListener closed = agent.listen(nobody, FlowOptions.DEFAULTS);
        closed.close();
        assertThatExceptionOfType(FlowClosedException.class).isThrownBy(closed::accept);
        agent.disconnect();
    }
}
