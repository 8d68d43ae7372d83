package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowStats;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.PieceReader;
import io.hvflow.conformance.agent.wire.PieceWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many writes or reads by one request are the same as so many requests, of either agent. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PiecesTest {
    @TempDir
    private Path directory;

    static List<Agent> agents() throws Exception {
        Pipes pipes = new Pipes();
        Carrier carrier = pipes.agent();
        Thread.ofVirtual()
                .start(() -> AgentServer.serve(carrier.in(), carrier.out(), carrier, complaint -> {
                    throw new AssertionError(complaint);
                }));
        return List.of(
                new Agent("Java", pipes::suite, Duration.ofSeconds(20)),
                Agent.command(List.of(CAgent.checked().toString())));
    }

    @ParameterizedTest
    @MethodSource("agents")
    void eachPieceIsAWriteAndWhatAFailureLeavesIsKnown(Agent agent) throws Exception {
        FlowAddress address = FlowAddress.parse("unix://" + directory.resolve("pieces"));
        FlowOptions options = FlowOptions.DEFAULTS.bufferSize(1 << 16).closeTimeout(Duration.ofMillis(100));
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        try (FlowListener listener = agent.listen(address, options)) {
            Flow near = Flows.connect(address, options);
            Flow far = listener.accept();
            ByteBuffer got = ByteBuffer.allocate(bytes.length);
            FutureTask<Boolean> read = new FutureTask<>(() -> near.readInto(got));
            Thread.ofVirtual().start(read);

            ((PieceWriter) far).writePieces(ByteBuffer.wrap(bytes), 3);

            assertThat(read.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(got.array()).isEqualTo(bytes);
            FlowStats stats = far.stats();
            assertThat(stats.writes()).isEqualTo(3334);
            assertThat(stats.bytesWritten()).isEqualTo(bytes.length);

            far.setWriteTimeout(Duration.ofMillis(200));
            ByteBuffer more = ByteBuffer.allocate(16 << 20);
            assertThatExceptionOfType(FlowTimeoutException.class)
                    .isThrownBy(() -> ((PieceWriter) far).writePieces(more, 1000));
            assertThat(more.position()).isBetween(1, more.limit() - 1);
            assertThat(far.stats().bytesWritten()).isEqualTo(bytes.length + more.position());
            far.abort();
            near.abort();
        } finally {
            agent.disconnect();
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void eachPieceIsAReadUntilAllHasComeOrTheStreamEnds(Agent agent) throws Exception {
        FlowAddress address = FlowAddress.parse("unix://" + directory.resolve("pieces"));
        FlowOptions options = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100));
        byte[] bytes = new byte[10_000];
        new Random(2).nextBytes(bytes);
        try (FlowListener listener = agent.listen(address, options)) {
            Flow near = Flows.connect(address, options);
            Flow far = listener.accept();
            near.write(ByteBuffer.wrap(bytes));
            ByteBuffer first = ByteBuffer.allocate(6000);

            assertThat(((PieceReader) far).readPieces(first, 3)).isTrue();

            assertThat(first.array()).isEqualTo(Arrays.copyOf(bytes, 6000));
            FlowStats stats = far.stats();
            assertThat(stats.reads()).isEqualTo(2000);
            assertThat(stats.bytesRead()).isEqualTo(6000);

            far.setReadTimeout(Duration.ofMillis(200));
            ByteBuffer more = ByteBuffer.allocate(5000);
            assertThatExceptionOfType(FlowTimeoutException.class)
                    .isThrownBy(() -> ((PieceReader) far).readPieces(more, 1000));
            assertThat(more.position()).isEqualTo(4000);
            assertThat(Arrays.copyOf(more.array(), 4000)).isEqualTo(Arrays.copyOfRange(bytes, 6000, 10_000));

            near.write(ByteBuffer.wrap(bytes, 0, 10));
            near.shutdownWrite();
            ByteBuffer last = ByteBuffer.allocate(100);
            assertThat(((PieceReader) far).readPieces(last, 7)).isFalse();
            assertThat(last.position()).isEqualTo(10);
            far.abort();
            near.abort();
        } finally {
            agent.disconnect();
        }
    }
}
