package io.hvflow.simulator;

import static io.hvflow.simulator.Sockets.counting;
import static io.hvflow.simulator.Sockets.read;
import static io.hvflow.simulator.Sockets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SimSocketTest {
    private final Hypervisor hypervisor = new Hypervisor();
    private final Sockets pair = connect(hypervisor);
    private final SimSocket near = pair.near();
    private final SimSocket far = pair.far();

    private static Sockets connect(Hypervisor hypervisor) {
        try {
            return Sockets.connect(hypervisor, 100);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertReset(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(FlowResetException.class).hasMessageContaining("reset");
    }

    private static void assertClosed(String reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(FlowClosedException.class).hasMessageContaining(reason);
    }

    @Test
    void theWindowBoundsWhatIsWrittenAndNotRead() throws IOException {
        assertThat(write(near, 0, 70)).isEqualTo(70);
        assertThat(write(near, 70, 70)).isEqualTo(30);
        assertThat(write(near, 100, 1)).isZero();
        assertThat(read(far, 40)).isEqualTo(counting(0, 40));
        assertThat(write(near, 100, 70)).isEqualTo(40);
        assertThat(read(far, 200)).isEqualTo(counting(40, 100));
        assertThat(read(far, 200)).isEmpty();
    }

    @Test
    void R3_H1_afterShutdownWriteThePeerReadsTheRestThenTheEndAndMayGoOnWriting() throws IOException {
        write(near, 0, 10);
        near.shutdownWrite();
        near.shutdownWrite();
        assertThat(read(far, 20)).isEqualTo(counting(0, 10));
        assertThat(read(far, 20)).isNull();
        assertThat(read(far, 20)).isNull();
        assertThat(write(far, 5, 5)).isEqualTo(5);
        assertThat(read(near, 20)).isEqualTo(counting(5, 5));
        assertClosed("shut down writing", () -> write(near, 0, 1));
    }

    @Test
    void H6_H7_afterShutdownReadOnlyTheEndIsReadAndThePeerFindsItClosed() throws IOException {
        write(far, 0, 10);
        near.shutdownRead();
        near.shutdownRead();
        assertThat(read(near, 20)).isNull();
        assertClosed("peer", () -> write(far, 0, 1));
        assertThat(write(near, 0, 3)).isEqualTo(3);
        assertThat(read(far, 20)).isEqualTo(counting(0, 3));
    }

    @Test
    void R3_C1_closeWithUnreadDataIsOrderly() throws IOException {
        write(far, 0, 10);
        write(near, 0, 10);
        near.close();
        near.close();
        assertThat(read(far, 20)).isEqualTo(counting(0, 10));
        assertThat(read(far, 20)).isNull();
        assertClosed("peer", () -> write(far, 0, 1));
        assertClosed("this end", () -> read(near, 1));
        assertClosed("this end", () -> write(near, 0, 1));
        assertClosed("this end", near::shutdownRead);
        assertClosed("this end", near::shutdownWrite);
    }

    @Test
    void R5_C8_afterAbortThePeerReadsAndWritesAnErrorAndNeverTheEnd() throws IOException {
        write(near, 0, 10);
        near.abort();
        near.abort();
        near.close();
        assertReset(() -> read(far, 20));
        assertReset(() -> read(far, 20));
        assertReset(() -> write(far, 0, 1));
        assertClosed("this end", () -> read(near, 1));
    }

    @Test
    void R5_anEndThatWasSentButNotReadIsLostByAReset() throws IOException {
        near.shutdownWrite();
        near.abort();
        assertReset(() -> read(far, 20));
    }

    @Test
    void R4_anEndThatWasReadOutlastsAReset() throws IOException {
        near.shutdownWrite();
        assertThat(read(far, 1)).isNull();
        near.abort();
        assertThat(read(far, 1)).isNull();
        assertReset(() -> write(far, 0, 1));
    }

    @Test
    void R5_aResetByTheHypervisorBreaksBothEndsAndLeavesThemToClose() throws IOException {
        write(near, 0, 10);
        Connection connection = hypervisor.connections().getFirst();
        connection.reset();
        for (StreamSocket end : List.of(near, far)) {
            assertReset(() -> read(end, 1));
            assertReset(() -> write(end, 0, 1));
        }
        assertThat(hypervisor.connections()).containsExactly(connection);
        near.close();
        far.close();
        assertThat(hypervisor.connections()).isEmpty();
    }

    @Test
    void abortAfterAnOrderlyCloseOfBothDisturbsNothing() throws IOException {
        write(near, 0, 10);
        near.close();
        near.abort();
        assertThat(read(far, 20)).isEqualTo(counting(0, 10));
        assertThat(read(far, 20)).isNull();
    }

    @Test
    void H10_addressesAnswerAfterClose() {
        near.close();
        far.abort();
        assertThat(near.localAddress()).isEqualTo(far.remoteAddress());
        assertThat(near.remoteAddress()).isEqualTo(far.localAddress());
    }

    /** Something that happens to a pair, of which the near end writes and the far end reads. */
    private interface Happening {
        void happen(Sockets sockets) throws IOException;
    }

    private static final List<Happening> ENDINGS = List.of(
            sockets -> sockets.near().shutdownWrite(),
            sockets -> sockets.near().close(),
            sockets -> sockets.near().abort(),
            sockets -> sockets.far().shutdownRead(),
            sockets -> sockets.far().close(),
            sockets -> sockets.far().abort());

    @Test
    void W8_aReaderThatWaitsIsReleasedByBytesAndByEveryEnding() throws Exception {
        for (Happening happening : with(sockets -> write(sockets.near(), 0, 1))) {
            Sockets sockets = Sockets.connect(hypervisor, 100);
            assertReleases(sockets.far().waiting().waiter(Readiness.READABLE), happening, sockets);
        }
    }

    @Test
    void W8_aWriterThatWaitsIsReleasedByRoomAndByEveryEnding() throws Exception {
        for (Happening happening : with(sockets -> read(sockets.far(), 1))) {
            Sockets sockets = Sockets.connect(hypervisor, 100);
            write(sockets.near(), 0, 100);
            assertReleases(sockets.near().waiting().waiter(Readiness.WRITABLE), happening, sockets);
        }
    }

    private static List<Happening> with(Happening first) {
        return Stream.concat(Stream.of(first), ENDINGS.stream()).toList();
    }

    private static void assertReleases(Waiter waiter, Happening happening, Sockets sockets) throws Exception {
        Running<Boolean> waits = Running.start(() -> {
            waiter.await(Waiter.NEVER);
            return true;
        });
        waits.awaitBlocked();
        happening.happen(sockets);
        assertThat(waits.get()).isTrue();
    }

    @Test
    void aWakeBeforeTheWaitIsNotLost() {
        Waiter waiter = near.waiting().waiter(Readiness.NOTHING);
        waiter.wake();
        waiter.await(Waiter.NEVER);
        Waiter reader = near.waiting().waiter(Readiness.READABLE);
        reader.wake();
        reader.await(Waiter.NEVER);
    }

    @Test
    void aWaitEndsAtItsDeadlineAndAtAnInterruptWhichStaysSet() throws Exception {
        Waiter waiter = near.waiting().waiter(Readiness.READABLE);
        waiter.await(near.waiting().now() + 1_000_000);
        Running<Boolean> waits = Running.start(() -> {
            waiter.await(Waiter.NEVER);
            return Thread.currentThread().isInterrupted();
        });
        waits.awaitBlocked().thread().interrupt();
        assertThat(waits.get()).isTrue();
    }
}
