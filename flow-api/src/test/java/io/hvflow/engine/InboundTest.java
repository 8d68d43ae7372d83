package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InboundTest {
    private final MemorySocket[] pair = MemorySocket.pair(100_000);
    private final Flow near = BufferedFlow.of(pair[0], FlowOptions.DEFAULTS);

    private void feed(int... bytes) throws IOException {
        ByteBuffer src = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            src.put((byte) b);
        }
        pair[1].write(src.flip());
    }

    @Test
    void R1_aReadReturnsWhatIsThereAndThenWaitsForMore() throws IOException {
        feed(1, 2);
        assertThat(near.read()).isEqualTo(new ReadResult.Data(ByteBuffer.wrap(new byte[] {1, 2})));
        feed(3);
        assertThat(near.read()).isEqualTo(new ReadResult.Data(ByteBuffer.wrap(new byte[] {3})));
    }

    @Test
    void R12_theThreeReadsMix() throws IOException {
        feed(1, 2, 3, 4, 5);
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(near.read(one)).isEqualTo(1);
        ByteBuffer two = ByteBuffer.allocate(2);
        assertThat(near.readInto(two)).isTrue();
        assertThat(near.read()).isEqualTo(new ReadResult.Data(ByteBuffer.wrap(new byte[] {4, 5})));
        assertThat(one.get(0)).isEqualTo((byte) 1);
        assertThat(two.array()).containsExactly(2, 3);
    }

    @Test
    void smallReadsAreServedFromOneReceiveAndLargeOnesGoStraightThrough() throws IOException {
        feed(new int[100]);
        for (int i = 0; i < 100; i++) {
            near.read(ByteBuffer.allocate(1));
        }
        assertThat(pair[0].receives).containsExactly(65536);
        feed(new int[100]);
        assertThat(near.read(ByteBuffer.allocate(50_000))).isEqualTo(100);
        assertThat(pair[0].receives).containsExactly(65536, 50_000);
    }

    @Test
    void C4_aShutdownThatAnAbortOvertakesDoesNothing() throws IOException {
        AtomicReference<Flow> aborted = new AtomicReference<>(near);
        StreamSocket overtaken = (StreamSocket) Proxy.newProxyInstance(
                StreamSocket.class.getClassLoader(), new Class<?>[] {StreamSocket.class}, (self, method, arguments) -> {
                    if (method.getName().equals("shutdownRead")) {
                        aborted.get().abort();
                        throw new FlowClosedException(
                                "shutdownRead", pair[0].remoteAddress(), "this end is closed", null);
                    }
                    return method.getName().equals("scheduled") ? arguments[0] : method.invoke(pair[0], arguments);
                });
        Flow flow = BufferedFlow.of(overtaken, FlowOptions.DEFAULTS);
        aborted.set(flow);
        flow.shutdownRead();
        assertThatThrownBy(flow::read).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void R14_aReadIntoThatTimesOutKeepsWhatCame() throws IOException {
        near.setReadTimeout(Duration.ofMillis(20));
        feed(1, 2, 3);
        ByteBuffer dst = ByteBuffer.allocate(5);
        assertThatThrownBy(() -> near.readInto(dst))
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class, e -> assertThat(e.bytes()).isEqualTo(3));
        assertThat(dst.position()).isEqualTo(3);
        feed(4, 5);
        assertThat(near.readInto(dst)).isTrue();
        assertThat(dst.array()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void R15_anInterruptedReaderKeepsItsStatusAndTheFlow() throws IOException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(near::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        feed(7);
        assertThat(near.read()).isInstanceOf(ReadResult.Data.class);
    }

    @Test
    void R6_afterAResetEveryReadFailsTheSameWay() {
        pair[1].abort();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(near::read).isInstanceOf(FlowResetException.class);
        }
    }

    @Test
    void R5_aResetThatAWriteHasMetIsNoEndOfStreamForTheReader() throws IOException {
        feed(1);
        pair[0].resetOnce();
        assertThatThrownBy(() -> near.write(ByteBuffer.wrap(new byte[1]))).isInstanceOf(FlowResetException.class);
        assertThat(near.read()).isInstanceOf(ReadResult.Data.class);
        assertThatThrownBy(near::read).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(near::read).isInstanceOf(FlowResetException.class);
    }

    @Test
    void H6_shutdownReadReleasesABlockedReaderAndDropsWhatIsQueued() throws Exception {
        feed(1, 2, 3);
        near.read(ByteBuffer.allocate(1));
        near.shutdownRead();
        assertThat(near.read()).isInstanceOf(ReadResult.Eof.class);

        Flow other = BufferedFlow.of(MemorySocket.pair(10)[0], FlowOptions.DEFAULTS);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                read.complete(other.read(ByteBuffer.allocate(1)));
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        other.shutdownRead();
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void C4_afterCloseReadsFail() throws IOException {
        pair[1].close();
        near.close();
        assertThatThrownBy(near::read).isInstanceOf(FlowClosedException.class);
        assertThatThrownBy(() -> near.read(ByteBuffer.allocate(1))).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void aReadOnlyBufferIsRefusedBeforeAnythingIsTaken() throws IOException {
        feed(1);
        assertThatThrownBy(() -> near.read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> near.readInto(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThat(near.read()).isInstanceOf(ReadResult.Data.class);
    }
}
