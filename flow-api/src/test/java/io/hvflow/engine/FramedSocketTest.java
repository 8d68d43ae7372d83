package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FramedSocketTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.framing(true).closeTimeout(Duration.ofMillis(200));

    private final MemorySocket[] pair = MemorySocket.pair(10_000);
    private final Flow framed = BufferedFlow.of(pair[0], OPTIONS);

    private String wire() throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(10_000);
        pair[1].read(raw);
        return HexFormat.of().formatHex(raw.array(), 0, raw.position());
    }

    private void feed(String hex) throws IOException {
        pair[1].write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    @Test
    void dataIsALittleEndianLengthAndTheBytes() throws IOException {
        framed.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(wire()).isEqualTo("03000000" + "010203");
    }

    @Test
    void longDataIsCutIntoFramesOf4096Bytes() throws IOException {
        framed.write(ByteBuffer.wrap(new byte[5000]));
        assertThat(wire()).isEqualTo("00100000" + "00".repeat(4096) + "88030000" + "00".repeat(904));
    }

    @Test
    void signalsAreWordsOfTheirOwn() throws IOException {
        framed.shutdownRead();
        assertThat(wire()).isEqualTo("efbeadde");
        framed.shutdownWrite();
        assertThat(wire()).isEqualTo("addeefbe");
        feed("addeefbe");
        framed.close();
        assertThat(wire()).isEqualTo("addeadde");
    }

    @Test
    void closeSaysShutdownWriteFirstSoThatThePeerReadsTheEnd() throws IOException {
        feed("addeefbe");
        framed.close();
        assertThat(wire()).isEqualTo("addeefbe" + "addeadde");
    }

    @Test
    void C3_aCloseThatLosesWhatIsFramedAndNotSentSaysHowMany() throws IOException {
        framed.write(ByteBuffer.wrap(new byte[20_000])); // twice what the carrier takes: two frames and most of a third
        assertThatThrownBy(framed::close)
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class, e -> assertThat(e.bytes()).isEqualTo(20_000 - (10_000 - 3 * 4)));
    }

    @Test
    void O1_bytesThatWereFramedWhenTheCarrierBrokeCount() {
        pair[0].resetOnce();
        ByteBuffer src = ByteBuffer.wrap(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> framed.write(src)).isInstanceOf(FlowResetException.class);
        assertThat(framed.stats().bytesWritten()).isEqualTo(src.position());
        assertThatThrownBy(() -> framed.write(src)).isInstanceOf(FlowResetException.class);
    }

    @Test
    void C8_abortSaysThatThisEndReadsNoMoreButEndsNoStream() throws IOException {
        pair[0].hidesAbort = true;
        framed.abort();
        assertThat(wire()).isEqualTo("efbeadde");
    }

    @Test
    void W8_aBlockedWriterLearnsOfAnAbortThatTheCarrierKeepsToItself() throws Exception {
        pair[1].hidesAbort = true;
        Flow peer = BufferedFlow.of(pair[1], OPTIONS);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                framed.write(ByteBuffer.wrap(new byte[1_000_000]));
                thrown.complete(new AssertionError("accepted"));
            } catch (IOException e) {
                thrown.complete(e);
            }
        });
        peer.abort();
        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void dataAndSignalsAreReadHoweverTheyAreCut() throws IOException {
        String stream = "02000000" + "aabb" + "00000000" + "01000000" + "cc" + "addeefbe";
        for (int at = 0; at < stream.length(); at += 2) {
            feed(stream.substring(at, at + 2));
        }
        ByteBuffer dst = ByteBuffer.allocate(10);
        assertThat(framed.readInto(dst)).isFalse();
        assertThat(HexFormat.of().formatHex(dst.array(), 0, dst.position())).isEqualTo("aabbcc");
        assertThat(framed.read()).isInstanceOf(ReadResult.Eof.class);
    }

    @Test
    void R5_aStreamThatEndsWithoutASignalIsBroken() {
        pair[1].close();
        assertThatThrownBy(framed::read)
                .isInstanceOf(FlowResetException.class)
                .hasMessageContaining("without the peer having ended it");
    }

    @Test
    void R5_aTruncatedFrameIsBrokenAfterItsBytes() throws IOException {
        feed("05000000" + "aabb");
        pair[1].close();
        assertThat(framed.read()).isInstanceOf(ReadResult.Data.class);
        assertThatThrownBy(framed::read)
                .isInstanceOf(FlowResetException.class)
                .hasMessageContaining("3 bytes before the end of a frame");
    }

    @Test
    void R5_aFrameBeyondTheLimitAndAnUnknownWordAreNamed() throws IOException {
        feed("01100000");
        assertThatThrownBy(framed::read).isInstanceOf(FlowResetException.class).hasMessageContaining("0x1001");
        MemorySocket[] other = MemorySocket.pair(100);
        other[1].write(ByteBuffer.wrap(HexFormat.of().parseHex("fecaadde")));
        assertThatThrownBy(BufferedFlow.of(other[0], OPTIONS)::read)
                .isInstanceOf(FlowResetException.class)
                .hasMessageContaining("0xdeadcafe");
    }

    @Test
    void H7_aWriterLearnsThatThePeerReadsNoMoreThoughNobodyReads() throws IOException {
        framed.write(ByteBuffer.wrap(new byte[] {1}));
        feed("efbeadde");
        assertThatThrownBy(() -> framed.write(ByteBuffer.wrap(new byte[] {1}))).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void H7_aBlockedWriterLearnsThatThePeerReadsNoMore() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                framed.write(ByteBuffer.wrap(new byte[1_000_000]));
                thrown.complete(new AssertionError("accepted"));
            } catch (IOException e) {
                thrown.complete(e);
            }
        });
        feed("efbeadde");
        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void aReaderIsWokenWhenAWriterCameUponItsBytes() throws Exception {
        CompletableFuture<ReadResult> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(framed.read());
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        feed("01000000" + "aa");
        framed.write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(result.get(10, TimeUnit.SECONDS)).isInstanceOf(ReadResult.Data.class);
    }

    @Test
    void W8_aReaderThatFoundAWriterReceivingIsWokenWhateverTheWriterFinds() throws Exception {
        for (Error thrown : new Error[] {null, new OutOfMemoryError("injected")}) {
            MemorySocket[] ends = MemorySocket.pair(10_000);
            Flow flow = BufferedFlow.of(ends[0], OPTIONS.readTimeout(Duration.ofSeconds(60)));
            CompletableFuture<ReadResult> result = new CompletableFuture<>();
            CountDownLatch looked = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Throwable> thrownOut = new CompletableFuture<>();
            Thread writer = Thread.ofPlatform().unstarted(() -> {
                try {
                    flow.write(ByteBuffer.wrap(new byte[] {1}));
                    thrownOut.complete(null);
                } catch (Throwable e) {
                    thrownOut.complete(e);
                }
            });
            ends[0].afterReceive = () -> {
                if (Thread.currentThread() == writer && goOn.getCount() > 0) {
                    looked.countDown();
                    await(goOn);
                    if (thrown != null) {
                        throw thrown;
                    }
                }
            };
            writer.start();
            await(looked);
            ends[1].write(ByteBuffer.wrap(HexFormat.of().parseHex("01000000" + "aa"))); // the writer has looked in vain
            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                try {
                    result.complete(flow.read());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            while (reader.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            ends[0].waiting.silent = true; // so that only the writer can wake the reader
            goOn.countDown();
            assertThat(thrownOut.get(10, TimeUnit.SECONDS)).isSameAs(thrown);
            assertThat(result.get(20, TimeUnit.SECONDS)).isInstanceOf(ReadResult.Data.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void R3_aReaderIsWokenForWhatCameWithTheNewsThatFailsAWriter() throws Exception {
        // The writer takes the whole message: that the peer reads no more, then data, then an end.
        CompletableFuture<Boolean> read = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                read.complete(framed.readInto(ByteBuffer.allocate(3)));
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        pair[0].waiting.silent = true; // so that only the writer comes upon the message
        feed("efbeadde" + "02000000" + "aabb" + "addeefbe");
        pair[0].waiting.silent = false;
        assertThatThrownBy(() -> framed.write(ByteBuffer.wrap(new byte[] {1}))).isInstanceOf(FlowClosedException.class);
        assertThat(read.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void W8_aBlockedWriterIsReleasedByWhatAReaderCameUpon() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                framed.write(ByteBuffer.wrap(new byte[1_000_000]));
                thrown.complete(new AssertionError("accepted"));
            } catch (IOException e) {
                thrown.complete(e);
            }
        });
        while (pair[0].sent() == 0) {
            Thread.onSpinWait();
        }
        feed("01000000" + "aa" + "efbeadde");
        assertThat(framed.read()).isInstanceOf(ReadResult.Data.class);
        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void R5_dataThatCameBeforeAWordThatIsNoneIsReadFirst() throws IOException {
        feed("02000000" + "aabb" + "fecaadde" + "01000000" + "cc");
        ByteBuffer dst = ByteBuffer.allocate(10);
        assertThatThrownBy(() -> framed.readInto(dst))
                .isInstanceOf(FlowResetException.class)
                .hasMessageContaining("0xdeadcafe");
        assertThat(HexFormat.of().formatHex(dst.array(), 0, dst.position())).isEqualTo("aabb");
    }

    @Test
    void T1_trafficBothWaysOverACarrierThatCallsBackOnTheReadersThread() throws Exception {
        for (int round = 0; round < 200; round++) {
            Flow[] flows = MemorySocket.flows(2000, OPTIONS.bufferSize(10_000));
            CompletableFuture<?>[] done = new CompletableFuture<?>[2];
            for (int end = 0; end < 2; end++) {
                Flow flow = flows[end];
                CompletableFuture<Object> result = new CompletableFuture<>();
                done[end] = result;
                Thread.ofPlatform().daemon().start(() -> {
                    try {
                        flow.write(ByteBuffer.allocate(6000)); // a part waits in the buffer
                        ByteBuffer in = ByteBuffer.allocate(300);
                        for (int i = 0; i < 50; i++) {
                            flow.readInto(in.clear());
                            flow.write(in.flip());
                        }
                        result.complete(flow);
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
            }
            CompletableFuture.allOf(done).get(20, TimeUnit.SECONDS);
            flows[0].abort();
            flows[1].abort();
        }
    }

    @Test
    void aFramedFlowHasAllCapabilities() {
        assertThat(framed.capabilities()).containsExactlyInAnyOrder(Capability.values());
    }
}
