package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutboundTest {
    private static final int WINDOW = 1000;
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.bufferSize(500).closeTimeout(Duration.ofMillis(200));

    private final MemorySocket[] pair = MemorySocket.pair(WINDOW);
    private final Flow near = BufferedFlow.of(pair[0], OPTIONS);
    private final Flow far = BufferedFlow.of(pair[1], OPTIONS);

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    private static <T> CompletableFuture<T> start(java.util.concurrent.Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(body.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void B3_windowAndBufferAreAcceptedWithoutThePeer() throws IOException {
        near.write(ByteBuffer.wrap(bytes(WINDOW + 500)));
        assertThat(near.stats().bytesWritten()).isEqualTo(1500);
    }

    @Test
    void W12_aWriteThatTimesOutTellsHowManyBytesWereAcceptedAndThoseArrive() throws IOException {
        near.setWriteTimeout(Duration.ofMillis(20));
        ByteBuffer src = ByteBuffer.wrap(bytes(2000));
        assertThatThrownBy(() -> near.write(src))
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class, e -> assertThat(e.bytes()).isEqualTo(1500));
        assertThat(src.position()).isEqualTo(1500);
        ByteBuffer dst = ByteBuffer.allocate(1500);
        assertThat(far.readInto(dst)).isTrue();
        assertThat(dst.array()).isEqualTo(java.util.Arrays.copyOf(bytes(2000), 1500));
    }

    @Test
    void W12_aGatheredWriteThatTimesOutCountsAllItsBuffers() {
        near.setWriteTimeout(Duration.ofMillis(20));
        ByteBuffer first = ByteBuffer.wrap(bytes(700));
        ByteBuffer second = ByteBuffer.wrap(bytes(1300));
        assertThatThrownBy(() -> near.writev(first, second))
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class, e -> assertThat(e.bytes()).isEqualTo(1500));
        assertThat(first.remaining()).isZero();
        assertThat(second.remaining()).isEqualTo(500);
    }

    @Test
    void W4_theCallbackSendsWhatTheWriterLeft() throws IOException {
        near.write(ByteBuffer.wrap(bytes(1500)));
        ByteBuffer dst = ByteBuffer.allocate(1500);
        assertThat(far.readInto(dst)).isTrue();
        assertThat(dst.array()).isEqualTo(bytes(1500));
    }

    @Test
    void W6_aWriteLargerThanEveryBufferCompletesAsThePeerReads() throws Exception {
        byte[] data = bytes(100_000);
        var writer = start(() -> {
            near.write(ByteBuffer.wrap(data));
            return null;
        });
        ByteBuffer dst = ByteBuffer.allocate(data.length);
        assertThat(far.readInto(dst)).isTrue();
        writer.get(10, TimeUnit.SECONDS);
        assertThat(dst.array()).isEqualTo(data);
    }

    @Test
    void W8_aBlockedWriterIsReleasedWhenTheStreamBreaks() throws Exception {
        var writer = start(() -> {
            near.write(ByteBuffer.wrap(bytes(5000)));
            return null;
        });
        far.read(ByteBuffer.allocate(1));
        far.abort();
        assertThatThrownBy(() -> writer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(FlowResetException.class);
        assertThatThrownBy(() -> near.write(ByteBuffer.wrap(bytes(1)))).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(() -> near.write(ByteBuffer.allocate(0))).isInstanceOf(FlowResetException.class);
    }

    @Test
    void H1_shutdownWriteWaitsForNobodyAndTheEndFollowsTheBytes() throws IOException {
        near.write(ByteBuffer.wrap(bytes(1500)));
        near.shutdownWrite();
        assertThatThrownBy(() -> near.write(ByteBuffer.wrap(bytes(1)))).isInstanceOf(FlowClosedException.class);
        ByteBuffer dst = ByteBuffer.allocate(2000);
        assertThat(far.readInto(dst)).isFalse();
        assertThat(dst.position()).isEqualTo(1500);
    }

    @Test
    void C3_closeSaysExactlyHowManyAcceptedBytesAreLostAndThePeerReadsAnError() throws IOException {
        near.write(ByteBuffer.wrap(bytes(1500)));
        assertThatThrownBy(near::close)
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class, e -> assertThat(e.bytes()).isEqualTo(500));
        assertThat(pair[0].closes).isEqualTo(1);
        assertThatThrownBy(() -> far.readInto(ByteBuffer.allocate(2000))).isInstanceOf(FlowResetException.class);
    }

    @Test
    void C3_closeWaitsParkedForAnotherThreadThatIsSending() throws Exception {
        Flow flow = BufferedFlow.of(pair[0], OPTIONS.closeTimeout(Duration.ofSeconds(20)));
        pair[0].prompt = false;
        flow.write(ByteBuffer.wrap(bytes(1500)));
        far.readInto(ByteBuffer.allocate(1000));
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch send = new CountDownLatch(1);
        pair[0].beforeSend = () -> {
            sending.countDown();
            awaitUninterruptibly(send);
        };
        var callback = start(() -> {
            pair[0].waiting.callBack();
            return null;
        });
        assertThat(sending.await(10, TimeUnit.SECONDS)).isTrue();
        Thread closer = Thread.ofPlatform().start(() -> {
            try {
                flow.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!parkedInTheWaiter(closer)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        send.countDown();
        callback.get(10, TimeUnit.SECONDS);
        assertThat(far.readInto(ByteBuffer.allocate(500))).isTrue();
        far.close();
        closer.join(10_000);
        assertThat(closer.isAlive()).isFalse();
    }

    private static boolean parkedInTheWaiter(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && java.util.Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().contains("ParkWaiter"));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void C1_closeDeliversWhatIsQueuedAndWaitsForThePeer() throws Exception {
        near.write(ByteBuffer.wrap(bytes(1500)));
        var closer = start(() -> {
            near.close();
            return null;
        });
        ByteBuffer dst = ByteBuffer.allocate(2000);
        assertThat(far.readInto(dst)).isFalse();
        assertThat(dst.position()).isEqualTo(1500);
        far.close();
        closer.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closeTellsOfALossThatNoWriteHasTold() throws IOException {
        near.write(ByteBuffer.wrap(bytes(1500)));
        far.abort();
        assertThatThrownBy(near::close).isInstanceOf(FlowResetException.class);
        assertThat(pair[0].closes).isEqualTo(1);
    }

    @Test
    void W3_manySmallPiecesOfAGatheredWriteAreSentTogether() throws IOException {
        near.writev(List.of(ByteBuffer.wrap(bytes(10)), ByteBuffer.allocate(0), ByteBuffer.wrap(bytes(20))));
        assertThat(pair[0].sends).containsExactly(30);
    }

    @Test
    void aLoneWriteIsSentAtOnceAndABurstIsBatched() throws IOException {
        pair[0].prompt = false;
        near.write(ByteBuffer.wrap(bytes(5)));
        assertThat(pair[0].sends).containsExactly(5);
        int written = 0;
        while (!pair[0].waiting.armed() && written < 100_000) {
            near.write(ByteBuffer.wrap(new byte[0]));
            near.write(ByteBuffer.wrap(bytes(1)));
            written++;
            if (written % 900 == 0) {
                far.readInto(ByteBuffer.allocate(900));
            }
        }
        assertThat(pair[0].waiting.armed()).isTrue();
        int before = pair[0].sends.size();
        for (int i = 0; i < 10; i++) {
            near.write(ByteBuffer.wrap(bytes(3)));
        }
        assertThat(pair[0].sends).hasSize(before);
        pair[0].waiting.callBack();
        assertThat(pair[0].sends).hasSize(before + 1);
    }

    @Test
    void inABurstTheWriterSendsWholeMessagesAndLeavesOnlyTheTailToTheCallback() throws IOException {
        Flow flow = BufferedFlow.of(pair[0], OPTIONS.messageSize(100));
        pair[0].prompt = false;
        int total = 0;
        while (!pair[0].waiting.armed() && total < 100_000) {
            flow.write(ByteBuffer.wrap(bytes(1)));
            far.readInto(ByteBuffer.allocate(pair[0].waiting.armed() ? 0 : 1));
            total++;
        }
        assertThat(pair[0].waiting.armed())
                .as("a burst, of which one byte is queued")
                .isTrue();
        int before = pair[0].sends.size();
        for (int i = 0; i < 25; i++) {
            flow.write(ByteBuffer.wrap(bytes(10)));
        }
        assertThat(pair[0].sends.subList(before, pair[0].sends.size())).containsExactly(100, 100);
        pair[0].waiting.callBack();
        assertThat(pair[0].sends.subList(before, pair[0].sends.size()))
                .as("the writer was seen at work since the last look, and may go on")
                .containsExactly(100, 100);
        pair[0].waiting.callBack();
        assertThat(pair[0].sends.getLast()).isEqualTo(51);
        assertThat(pair[0].waiting.armed()).as("nothing is left to send").isFalse();
    }

    @Test
    void aReaderWhoIsAboutToWaitSendsTheBatchFirst() throws Exception {
        aLoneWriteIsSentAtOnceAndABurstIsBatched();
        near.write(ByteBuffer.wrap(bytes(7)));
        while (!pair[0].waiting.armed()) {
            near.write(ByteBuffer.wrap(bytes(1)));
        }
        long queued = near.stats().bytesWritten();
        near.setReadTimeout(Duration.ofMillis(20));
        assertThatThrownBy(() -> near.read()).isInstanceOf(FlowTimeoutException.class);
        assertThat(pair[0].sends.stream().mapToInt(Integer::intValue).sum()).isEqualTo((int) queued);
    }

    @Test
    void T1_bothEndsWriteFarMoreThanAllBuffersWhileBothRead() throws Exception {
        byte[] data = bytes(300_000);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<Boolean>> all = executor.invokeAll(List.of(
                    () -> {
                        near.write(ByteBuffer.wrap(data));
                        return true;
                    },
                    () -> {
                        far.write(ByteBuffer.wrap(data));
                        return true;
                    },
                    () -> sameAsRead(near, data),
                    () -> sameAsRead(far, data)));
            for (var one : all) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static boolean sameAsRead(Flow flow, byte[] expected) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(expected.length);
        return flow.readInto(dst) && java.util.Arrays.equals(dst.array(), expected);
    }
}
