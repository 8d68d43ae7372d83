package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time-outs of calls that are never without something to do. */
@Timeout(120)
class WholeCallTimeoutTest {
    /** Far more than passes through in a minute. */
    private static final int ENDLESS = 200_000_000;

    private final Flow[] pair = MemorySocket.flows(1000, FlowOptions.DEFAULTS);

    @AfterEach
    void end() {
        pair[0].abort();
        pair[1].abort();
    }

    private interface Body {
        void run() throws IOException;
    }

    private static CompletableFuture<IOException> start(Body body) {
        CompletableFuture<IOException> thrown = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
                thrown.completeExceptionally(new AssertionError("nothing was thrown"));
            } catch (IOException e) {
                thrown.complete(e);
            } catch (Throwable e) {
                thrown.completeExceptionally(e);
            }
        });
        return thrown;
    }

    private void readAllTheTime(int count, long pause) {
        start(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            while (pair[1].read(buffer.clear()) >= 0) {
                LockSupport.parkNanos(pause);
            }
        });
    }

    @Test
    void W13_aWriteWhosePeerReadsEvenlyEndsInTime() throws Exception {
        readAllTheTime(1000, 1000);
        pair[0].setWriteTimeout(Duration.ofMillis(100));
        ByteBuffer src = ByteBuffer.allocate(ENDLESS);
        IOException thrown = start(() -> pair[0].write(src)).get(60, TimeUnit.SECONDS);
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class,
                        e -> assertThat(e.bytes())
                                .isEqualTo(src.position())
                                .isEqualTo(pair[0].stats().bytesWritten()));
    }

    @Test
    void W13_aGatheredWriteOfManyPiecesEndsInTime() throws Exception {
        readAllTheTime(100, 100_000);
        pair[0].setWriteTimeout(Duration.ofMillis(100));
        ByteBuffer[] srcs = new ByteBuffer[100_000];
        for (int i = 0; i < srcs.length; i++) {
            srcs[i] = ByteBuffer.allocate(1000);
        }
        IOException thrown = start(() -> pair[0].writev(srcs)).get(60, TimeUnit.SECONDS);
        assertThat(thrown).isInstanceOf(FlowTimeoutException.class);
    }

    @Test
    void W13_theWaitBehindAnotherWriterCounts() throws Exception {
        start(() -> pair[0].write(ByteBuffer.allocate(ENDLESS)));
        awaitAccepted();
        pair[0].setWriteTimeout(Duration.ofMillis(50));
        ByteBuffer src = ByteBuffer.allocate(1000);
        IOException thrown = start(() -> pair[0].write(src)).get(60, TimeUnit.SECONDS);
        assertThat(thrown).isInstanceOf(FlowTimeoutException.class);
        assertThat(src.position()).isZero();
    }

    private void awaitAccepted() throws FlowException {
        while (pair[0].stats().bytesWritten() == 0 && !pairIsBusy()) {
            Thread.onSpinWait();
        }
    }

    /** Whether the first writer holds the turn: then the peer has something to read. */
    private boolean pairIsBusy() {
        try {
            return pair[1].read(ByteBuffer.allocate(1)) > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void W13_aTimeOutBoundsLaterWritesAndNotTheOneThatIsBlocked() throws Exception {
        CompletableFuture<IOException> first = start(() -> pair[0].write(ByteBuffer.allocate(1_000_000)));
        awaitAccepted();
        pair[0].setWriteTimeout(Duration.ofMillis(1));
        assertThat(start(() -> pair[0].write(ByteBuffer.allocate(1000))).get(60, TimeUnit.SECONDS))
                .isInstanceOf(FlowTimeoutException.class);
        assertThat(first).isNotDone();
    }

    @Test
    void R16_aReadIntoThatIsFedAllTheTimeEndsInTime() throws Exception {
        start(() -> {
            ByteBuffer one = ByteBuffer.allocate(1);
            while (true) {
                pair[1].write(one.clear());
            }
        });
        pair[0].setReadTimeout(Duration.ofMillis(100));
        ByteBuffer dst = ByteBuffer.allocate(ENDLESS);
        IOException thrown = start(() -> pair[0].readInto(dst)).get(60, TimeUnit.SECONDS);
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class,
                        e -> assertThat(e.bytes())
                                .isEqualTo(dst.position())
                                .isEqualTo(pair[0].stats().bytesRead()));
    }
}
