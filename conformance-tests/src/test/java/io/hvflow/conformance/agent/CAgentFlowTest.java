package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows of the agent in C whose peers are plain sockets, which do only what a test says; and the memory that they take. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CAgentFlowTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private final List<Agent> agents = new ArrayList<>();
    private final List<SocketChannel> peers = new ArrayList<>();

    /** A compiler on a busy machine takes its time. */
    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void build() {
        CAgent.checked();
    }

    @AfterEach
    void endWhatIsLeft() throws IOException {
        agents.forEach(Agent::disconnect);
        for (SocketChannel peer : peers) {
            peer.close();
        }
    }

    private Agent agent(String... arguments) {
        List<String> command = new ArrayList<>(List.of(CAgent.checked().toString()));
        command.addAll(List.of(arguments));
        Agent agent = Agent.command(command);
        agents.add(agent);
        return agent;
    }

    private SocketChannel peer() throws IOException {
        SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX);
        peers.add(peer);
        return peer;
    }

    private Path file() {
        return directory.resolve("s");
    }

    private FlowAddress address() {
        return FlowAddress.parse("unix://" + file());
    }

    private record Pair(Flow flow, SocketChannel peer) {}

    private Pair open(Agent agent, FlowOptions options) throws IOException {
        try (FlowListener listener = agent.listen(address(), options)) {
            SocketChannel peer = peer();
            peer.connect(UnixDomainSocketAddress.of(file()));
            return new Pair(listener.accept(), peer);
        }
    }

    /** Writes until that times out; how much was accepted. */
    private static long fill(Flow flow) throws IOException {
        flow.setWriteTimeout(Duration.ofMillis(300));
        ByteBuffer bytes = ByteBuffer.allocate(8 * MIB);
        assertThatExceptionOfType(FlowTimeoutException.class).isThrownBy(() -> flow.write(bytes));
        return bytes.position();
    }

    /** What a peer finds when the flow has gone: all that is left, and perhaps an error in place of the end. */
    private static byte[] rest(SocketChannel peer) {
        ByteBuffer all = ByteBuffer.allocate(16 * MIB);
        try {
            while (peer.read(all) != -1) {
                assertThat(all.hasRemaining()).isTrue();
            }
        } catch (IOException reset) {
            // It has what came before.
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    /** The bytes of data in frames that may be cut short. No word among them may say that the stream has ended. */
    private static long dataOf(byte[] frames) {
        ByteBuffer at = ByteBuffer.wrap(frames).order(ByteOrder.LITTLE_ENDIAN);
        long data = 0;
        while (at.remaining() >= Integer.BYTES) {
            int word = at.getInt();
            if (word == 0xdeadbeef) {
                continue; // it reads no more
            }
            assertThat(word).as("word 0x%x", word).isBetween(1, 4096);
            int there = Math.min(word, at.remaining());
            at.position(at.position() + there);
            data += there;
        }
        return data;
    }

    // C3

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeSaysOfEveryAcceptedByteThatItWasNotHandedOver(boolean framed) throws Exception {
        FlowOptions options = FlowOptions.DEFAULTS
                .framing(framed)
                .bufferSize(100_000)
                .windowSize(1 << 16)
                .closeTimeout(Duration.ofMillis(200));
        Pair pair = open(agent(), options);
        long accepted = fill(pair.flow());

        FlowTimeoutException timeout = assertThatExceptionOfType(FlowTimeoutException.class)
                .isThrownBy(pair.flow()::close)
                .actual();

        byte[] came = rest(pair.peer());
        assertThat(timeout.bytes()).isPositive();
        assertThat((framed ? dataOf(came) : came.length) + timeout.bytes()).isEqualTo(accepted);
    }

    // C11, C8

    /** A peer that writes on and on, and does not read: it keeps the one that closes busy, and nobody else out. */
    @Test
    void anAbortEndsACloseThatDropsWithoutAPause() throws Exception {
        FlowOptions options = FlowOptions.DEFAULTS.bufferSize(100_000).closeTimeout(Duration.ofMinutes(5));
        Pair pair = open(agent(), options);
        fill(pair.flow());
        FutureTask<Long> flood = started(() -> {
            long sent = 0;
            try {
                while (true) {
                    sent += pair.peer().write(ByteBuffer.allocate(MIB));
                }
            } catch (IOException e) {
                return sent;
            }
        });
        FutureTask<Boolean> close = started(() -> {
            pair.flow().close();
            return true;
        });
        assertThat(awaitClosing(pair.flow())).isTrue();

        pair.flow().abort();

        assertThat(close.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(flood.get(30, TimeUnit.SECONDS)).isPositive();
    }

    /** Reads fail from when on a close has begun. */
    private static boolean awaitClosing(Flow flow) throws IOException {
        flow.setReadTimeout(Duration.ofMillis(1));
        while (true) {
            try {
                flow.read(ByteBuffer.allocate(1000));
            } catch (FlowTimeoutException e) {
                // Not yet.
            } catch (FlowClosedException e) {
                return true;
            }
        }
    }

    private static <T> FutureTask<T> started(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    // H11

    @Test
    void aBlockedWriterLearnsThatAPeerReadsNoMoreThoughThatDrainsNothing() throws Exception {
        FlowOptions options = FlowOptions.DEFAULTS.bufferSize(8192).windowSize(1 << 16);
        Pair pair = open(agent(), options);
        FutureTask<Boolean> write = started(() -> {
            pair.flow().write(ByteBuffer.allocate(8 * MIB));
            return true;
        });
        pair.peer().read(ByteBuffer.allocate(1));
        assertThat(blocked(write)).isTrue();

        pair.peer().shutdownInput();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> write.get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(FlowClosedException.class);
    }

    /** It takes some milliseconds until nothing more is taken. A call that is found too early is released all the same. */
    private static boolean blocked(FutureTask<?> call) throws Exception {
        TimeUnit.MILLISECONDS.sleep(200);
        return !call.isDone();
    }

    // L11, L12

    @Test
    void aPeerWhoseNameIsNoTextHasNone() throws Exception {
        new ProcessBuilder("sh", "-c", "mkdir \"$(printf 'x\\377\\200y')\"")
                .directory(directory.toFile())
                .start()
                .waitFor();
        Path odd;
        // A path that the system has listed keeps the bytes that it has there.
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(directory)) {
            odd = listed.iterator().next();
        }
        try (FlowListener listener = agent().listen(address(), FlowOptions.DEFAULTS)) {
            SocketChannel peer = peer();
            peer.bind(UnixDomainSocketAddress.of(odd.resolve("n")));
            peer.connect(UnixDomainSocketAddress.of(file()));

            Flow flow = listener.accept();

            assertThat(flow.remoteAddress()).isEqualTo(address());
            assertThat(flow.localAddress()).isEqualTo(address());
            flow.abort();
        } finally {
            Files.deleteIfExists(odd.resolve("n"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 107})
    void aListenerHasOneFileAndRemovesIt(int length) throws Exception {
        Path inside = Files.createTempDirectory(Path.of("/tmp"), "c");
        Path file = inside.resolve("x".repeat(length - inside.toString().length() - 1));
        FlowAddress address = FlowAddress.parse("unix://" + file);
        try {
            try (FlowListener listener = agent().listen(address, FlowOptions.DEFAULTS)) {
                assertThat(listener.localAddress()).isEqualTo(address);
                assertThat(inside.toFile().list())
                        .containsExactly(file.getFileName().toString());
                Flow near = Flows.connect(address, FlowOptions.DEFAULTS);
                assertThat(listener.accept().localAddress()).isEqualTo(address);
                near.abort();
            }
            assertThat(inside.toFile().list()).isEmpty();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(inside);
        }
    }

    // The budget

    @Test
    void whatFlowsHaveAcceptedIsOfTheSameBudgetAsTheDataOfRequests() throws Exception {
        Agent agent = agent("--memory", "4");
        FlowOptions options = FlowOptions.DEFAULTS.bufferSize(2 * MIB);
        Flow first = open(agent, options).flow();
        Flow second = open(agent, options).flow();
        first.write(ByteBuffer.allocate(3 * MIB / 2));

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> second.write(ByteBuffer.allocate(3 * MIB / 2)))
                .withMessageContaining("more bytes in the flow's buffer; choose a smaller bufferSize");

        assertThat(agent.who()).isNotEmpty();
        first.abort();
        for (int i = 0; i < 3; i++) {
            second.write(ByteBuffer.allocate(MIB / 2)); // a flow takes as much as was written to it
        }
        second.abort();
        Flow third = open(agent, options).flow();
        SocketChannel reader = peers.getLast();
        started(() -> rest(reader));
        for (int i = 0; i < 8; i++) {
            third.write(ByteBuffer.allocate(MIB)); // and no more than its buffer
        }
        third.abort();
    }
}
