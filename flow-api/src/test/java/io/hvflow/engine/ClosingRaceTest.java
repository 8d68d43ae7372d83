package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Close, with others at work in the same flow. */
@Timeout(120)
class ClosingRaceTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.bufferSize(500).closeTimeout(Duration.ofMillis(20));

    private interface Body {
        void run() throws IOException, InterruptedException;
    }

    private static Thread start(Body body) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                body.run();
            } catch (IOException | InterruptedException released) {
                // The test looks at whether and when the call ends.
            }
        });
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        assertThat(thread.join(Duration.ofSeconds(20)))
                .as(() -> "ended; else it is at " + Arrays.toString(thread.getStackTrace()))
                .isTrue();
    }

    /** Which waits for the first to end, and so must not be on its thread. */
    @Test
    void C5_aSecondCloseThatIsPartOfTheFirstReturnsAtOnce() throws Exception {
        MemorySocket[] pair = MemorySocket.pair(1000);
        Flow near = BufferedFlow.of(pair[0], OPTIONS.closeTimeout(FlowOptions.FOREVER));
        Flow far = BufferedFlow.of(pair[1], OPTIONS);
        far.shutdownWrite();
        near.onClose(() -> {
            try {
                near.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertEnds(start(near::close));
        assertThat(far.read()).isInstanceOf(ReadResult.Eof.class);
    }

    /** The close, which finds that nothing is left to hand over, is first at the socket. */
    @Test
    void C8_whatAnAbortDropsWhileAnotherClosesNeverLooksLikeAStreamThatEnded() throws Exception {
        MemorySocket[] pair = MemorySocket.pair(1000);
        AtomicReference<Thread> aborter = new AtomicReference<>();
        AtomicReference<Thread> closer = new AtomicReference<>();
        StreamSocket late = (StreamSocket) Proxy.newProxyInstance(
                StreamSocket.class.getClassLoader(), new Class<?>[] {StreamSocket.class}, (self, method, arguments) -> {
                    if (method.getName().equals("abort") && Thread.currentThread() == aborter.get()) {
                        closer.get().join(Duration.ofSeconds(60));
                    }
                    return method.getName().equals("scheduled") ? arguments[0] : method.invoke(pair[0], arguments);
                });
        Flow near = BufferedFlow.of(late, OPTIONS.closeTimeout(Duration.ofSeconds(60)));
        near.write(ByteBuffer.allocate(1400)); // the last 400 are queued
        closer.set(start(near::close));
        while (closer.get().getState() == Thread.State.RUNNABLE || closer.get().getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        aborter.set(start(near::abort));
        assertEnds(aborter.get());
        assertEnds(closer.get());

        Flow far = BufferedFlow.of(pair[1], OPTIONS);
        assertThatThrownBy(() -> {
                    while (far.read(ByteBuffer.allocate(2000)) != -1) {
                        // until the end, which must not come
                    }
                })
                .isInstanceOf(FlowResetException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abort", "shutdownWrite", "peer's abort", "close"})
    void C12_closeEndsInTimeWhateverComesAtTheSameMoment(String meanwhile) throws Exception {
        for (int round = 0; round < 150; round++) {
            Flow[] pair = MemorySocket.flows(1000, OPTIONS);
            Flow near = pair[0];
            Thread writer = start(() -> {
                while (true) {
                    near.write(ByteBuffer.allocate(100_000));
                }
            });
            Thread second = start(() -> near.write(ByteBuffer.allocate(10)));
            while (near.stats().bytesWritten() == 0 && writer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            CountDownLatch go = new CountDownLatch(1);
            Thread closer = start(() -> {
                go.await();
                near.close();
            });
            go.countDown();
            switch (meanwhile) {
                case "abort" -> near.abort();
                case "shutdownWrite" -> near.shutdownWrite();
                case "close" -> closeIfItCan(near);
                default -> pair[1].abort();
            }
            assertEnds(closer);
            assertEnds(writer);
            assertEnds(second);
            pair[1].abort();
        }
    }

    private static void closeIfItCan(Flow flow) {
        try {
            flow.close(); // one of the two says that bytes are lost
        } catch (IOException lost) {
            assertThat(lost).isInstanceOf(FlowTimeoutException.class);
        }
    }

    @Test
    void C11_aPeerThatEchoesCostsNoAcceptedByteThoughBothDirectionsAreFull() throws Exception {
        FlowOptions patient = FlowOptions.DEFAULTS.bufferSize(5000).closeTimeout(Duration.ofSeconds(60));
        Flow[] pair = MemorySocket.flows(1000, patient);
        long[] echoed = new long[1];
        Thread echo = start(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (pair[1].read(buffer.clear()) >= 0) {
                echoed[0] += buffer.flip().remaining();
                pair[1].write(buffer);
            }
            pair[1].close();
        });
        pair[0].setWriteTimeout(Duration.ofMillis(200));
        long accepted = 0;
        while (true) {
            ByteBuffer piece = ByteBuffer.allocate(100);
            try {
                pair[0].write(piece);
            } catch (FlowTimeoutException full) {
                break;
            } finally {
                accepted += piece.position();
            }
        }
        pair[0].close();
        assertEnds(echo);
        assertThat(echoed[0]).isEqualTo(accepted);
    }

    @Test
    void C12_closeEndsThoughAnotherThreadIsStuckInTheSocket() throws Exception {
        MemorySocket[] pair = MemorySocket.pair(1000);
        Flow near = BufferedFlow.of(pair[0], OPTIONS);
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        pair[0].beforeSend = () -> {
            sending.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread stuck = start(() -> near.write(ByteBuffer.allocate(10)));
        assertThat(sending.await(10, TimeUnit.SECONDS)).isTrue();
        Thread closer = start(near::close);
        Thread second = start(near::close);
        assertEnds(closer);
        assertEnds(second);
        assertThat(pair[0].closes).isOne();
        never.countDown();
        assertEnds(stuck);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void C14_theInterruptStatusIsSetAfterCloseAsItWasBeforeOrCameMeanwhile(boolean before) throws Exception {
        Flow[] pair = MemorySocket.flows(1000, OPTIONS.closeTimeout(Duration.ofSeconds(60)));
        pair[0].write(ByteBuffer.allocate(1200));
        boolean[] after = new boolean[1];
        Thread closer = start(() -> {
            if (before) {
                Thread.currentThread().interrupt();
            }
            try {
                pair[0].close();
            } finally {
                after[0] = Thread.currentThread().isInterrupted();
            }
        });
        if (!before) {
            while (closer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            closer.interrupt();
        }
        // The interrupt ends the wait for the peer, not the delivery.
        assertThat(pair[1].readInto(ByteBuffer.allocate(1200))).isTrue();
        assertEnds(closer);
        assertThat(after[0]).isTrue();
        assertThat(pair[1].readInto(ByteBuffer.allocate(1))).isFalse();
    }

    @Test
    void C14_theInterruptStatusIsNotSetWhereNobodyInterrupted() throws Exception {
        Flow[] pair = MemorySocket.flows(1000, OPTIONS);
        pair[0].close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
