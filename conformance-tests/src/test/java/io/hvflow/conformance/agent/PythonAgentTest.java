package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent in Python: the example of the protocol's page to the byte, its exit statuses, and a suite that keeps no rule. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonAgentTest {
    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();

    @BeforeAll
    static void find() {
        PythonAgent.command();
    }

    @AfterEach
    void endWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(PythonAgent.command())
                .directory(directory.toFile())
                .redirectError(complaints().toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Path complaints() {
        return directory.resolve("complaints");
    }

    private String complained() throws IOException {
        return Files.readString(complaints(), StandardCharsets.UTF_8);
    }

    private static int end(Process process) throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private int endAfter(byte[]... sent) throws Exception {
        Process process = start();
        for (byte[] bytes : sent) {
            process.getOutputStream().write(bytes);
        }
        return end(process);
    }

    private record Child(Process process) implements Carrier {
        @Override
        public InputStream in() {
            return process.getInputStream();
        }

        @Override
        public OutputStream out() {
            return process.getOutputStream();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void itAnswersTheExampleByteByByte() throws Exception {
        Process process = start();

        Example example = Example.play(new Child(process));

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
        assertThat(endAfter()).isEqualTo(AgentServer.End.CHANNEL.status());
        assertThat(complained()).contains("before a hello");
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

    /** The suite's own flows drain when they shut down reading; this peer is a plain socket, and drains nothing. */
    @Test
    void H11_aBlockedWriterLearnsThatAPlainPeerReadsNoMore() throws Exception {
        Agent agent = Agent.command(PythonAgent.command());
        Path path = directory.resolve("h11");
        FlowListener listener = agent.listen(FlowAddress.parse("unix://" + path), FlowOptions.DEFAULTS);
        try (SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            peer.connect(UnixDomainSocketAddress.of(path));
            Flow flow = listener.accept();
            flow.setWriteTimeout(Duration.ofMillis(100));
            assertThatThrownBy(() -> flow.write(ByteBuffer.allocate(8 << 20))).isInstanceOf(FlowTimeoutException.class);
            flow.setWriteTimeout(FlowOptions.FOREVER);
            FutureTask<Boolean> writing = new FutureTask<>(() -> {
                flow.write(ByteBuffer.allocate(1));
                return true;
            });
            Thread writer = Thread.ofPlatform().start(writing);
            Set<Thread.State> waiting = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
            while (!waiting.contains(writer.getState())) {
                assertThat(writing.isDone()).as("the write ended").isFalse();
                Thread.onSpinWait();
            }
            flow.stats(); // which is answered after the write has begun to wait

            peer.shutdownInput();

            assertThatThrownBy(() -> writing.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(FlowClosedException.class);
            flow.abort();
        } finally {
            listener.close();
            agent.disconnect();
        }
    }
}
