package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.hvsock.Eventually;
import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.hvsock.ThreadKind;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingTest {
    private final int linger = Poller.lingerMillis;
    private OpenDescriptors before;
    private Sockets sockets;
    private StreamSocket near;
    private StreamSocket far;

    @BeforeEach
    void open() throws IOException {
        Poller.lingerMillis = 10;
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        List<StreamSocket> pair = sockets.pair();
        near = pair.getFirst();
        far = pair.getLast();
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
        sockets.close();
        before.awaitNoneAdded();
        Poller.lingerMillis = linger;
    }

    /** Waits in its own thread until the condition holds, or for one return if there is no other condition. */
    private static Thread waiting(ThreadKind kind, Waiter waiter, BooleanSupplier until) {
        return kind.start(() -> {
            do {
                waiter.await(Waiter.NEVER);
            } while (!until.getAsBoolean() && !Thread.currentThread().isInterrupted());
        });
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        assertThat(thread.join(Duration.ofSeconds(20))).as(thread + " ends").isTrue();
    }

    private static boolean reads(StreamSocket socket) {
        try {
            return socket.read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean writes(StreamSocket socket) {
        try {
            return socket.write(ByteBuffer.allocate(1)) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void readerIsReleasedByBytes(ThreadKind kind) throws Exception {
        Thread reader = waiting(kind, near.waiting().waiter(Readiness.READABLE), () -> reads(near));
        Eventually.blocked(reader);

        far.write(ByteBuffer.allocate(1));

        assertEnds(reader);
    }

    @ParameterizedTest
    @EnumSource
    void readerIsReleasedByThePeersClose(ThreadKind kind) throws Exception {
        Thread reader = waiting(kind, near.waiting().waiter(Readiness.READABLE), () -> reads(near));
        Eventually.blocked(reader);

        far.close();

        assertEnds(reader);
    }

    @ParameterizedTest
    @EnumSource
    void writerIsReleasedByRoom(ThreadKind kind) throws Exception {
        Sockets.fill(near);
        Thread writer = waiting(kind, near.waiting().waiter(Readiness.WRITABLE), () -> writes(near));
        Eventually.blocked(writer);

        ByteBuffer bytes = ByteBuffer.allocate(65536);
        while (far.read(bytes.clear()) > 0) {}

        assertEnds(writer);
    }

    @ParameterizedTest
    @EnumSource
    void writerIsReleasedWhenThePeerReadsNoMore(ThreadKind kind) throws Exception {
        Sockets.fill(near);
        Thread writer = waiting(kind, near.waiting().waiter(Readiness.WRITABLE), () -> writes(near));
        Eventually.blocked(writer);

        far.shutdownRead();

        assertEnds(writer);
    }

    @ParameterizedTest
    @CsvSource({
        "PLATFORM, READABLE",
        "PLATFORM, NOTHING",
        "VIRTUAL, READABLE",
        "VIRTUAL, NOTHING",
    })
    void interruptReleases(ThreadKind kind, Readiness readiness) throws Exception {
        Thread waiting = waiting(kind, near.waiting().waiter(readiness), () -> false);
        Eventually.blocked(waiting);

        waiting.interrupt();

        assertEnds(waiting);
    }

    @ParameterizedTest
    @EnumSource
    void interruptThatCameBeforeReleasesAndStaysSet(ThreadKind kind) throws Exception {
        AtomicBoolean stillSet = new AtomicBoolean();
        Thread waiting = kind.start(() -> {
            Thread.currentThread().interrupt();
            near.waiting().waiter(Readiness.READABLE).await(Waiter.NEVER);
            stillSet.set(Thread.currentThread().isInterrupted());
        });

        assertEnds(waiting);
        assertThat(stillSet).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void interruptLeavesTheSocketUsable(ThreadKind kind) throws Exception {
        Thread waiting = waiting(kind, near.waiting().waiter(Readiness.READABLE), () -> false);
        Eventually.blocked(waiting);
        waiting.interrupt();
        assertEnds(waiting);

        far.write(ByteBuffer.allocate(3));

        assertThat(near.read(ByteBuffer.allocate(8))).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM, READABLE", "PLATFORM, WRITABLE", "VIRTUAL, READABLE", "VIRTUAL, WRITABLE"})
    void closeReleases(ThreadKind kind, Readiness readiness) throws Exception {
        Sockets.fill(near);
        Thread waiting = waiting(
                kind,
                near.waiting().waiter(readiness),
                () -> readiness == Readiness.READABLE ? reads(near) : writes(near));
        Eventually.blocked(waiting);

        near.close();

        assertEnds(waiting);
    }

    @ParameterizedTest
    @EnumSource
    void listenersCloseReleases(ThreadKind kind) throws Exception {
        Thread waiting = waiting(kind, sockets.listener().waiting().waiter(Readiness.READABLE), () -> {
            try {
                return sockets.listener().accept() != null;
            } catch (IOException closed) {
                return true;
            }
        });
        Eventually.blocked(waiting);

        sockets.listener().close();

        assertEnds(waiting);
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM, READABLE", "PLATFORM, NOTHING", "VIRTUAL, READABLE", "VIRTUAL, NOTHING"})
    void wakeReleases(ThreadKind kind, Readiness readiness) throws Exception {
        Waiter waiter = near.waiting().waiter(readiness);
        AtomicBoolean woken = new AtomicBoolean();
        Thread waiting = waiting(kind, waiter, woken::get);
        Eventually.blocked(waiting);

        woken.set(true);
        waiter.wake();

        assertEnds(waiting);
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM, READABLE", "PLATFORM, NOTHING", "VIRTUAL, READABLE", "VIRTUAL, NOTHING"})
    void wakeThatCameBeforeReleasesOnce(ThreadKind kind, Readiness readiness) throws Exception {
        Waiter waiter = near.waiting().waiter(readiness);
        waiter.wake();
        waiter.wake();

        assertEnds(kind.start(() -> waiter.await(Waiter.NEVER)));

        Thread second = waiting(kind, waiter, () -> false);
        Eventually.blocked(second);
        second.interrupt();
        assertEnds(second);
    }

    /** Each wake must be seen by a wait that begins before or after it: a lost one hangs this test. */
    @ParameterizedTest
    @CsvSource({"PLATFORM, READABLE", "PLATFORM, NOTHING", "VIRTUAL, READABLE", "VIRTUAL, NOTHING"})
    void noWakeIsLost(ThreadKind kind, Readiness readiness) throws Exception {
        int rounds = 5000;
        Waiter waiter = near.waiting().waiter(readiness);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Thread answering = kind.start(() -> {
            while (answered.get() < rounds) {
                while (answered.get() == asked.get()) {
                    waiter.await(Waiter.NEVER);
                }
                answered.incrementAndGet();
            }
        });

        for (int i = 1; i <= rounds; i++) {
            asked.incrementAndGet();
            waiter.wake();
            int round = i;
            while (answered.get() < round) {
                Thread.onSpinWait();
            }
        }

        assertEnds(answering);
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM, READABLE", "PLATFORM, NOTHING", "VIRTUAL, READABLE", "VIRTUAL, NOTHING"})
    void deadlineReleasesAndNotBefore(ThreadKind kind, Readiness readiness) throws Exception {
        Waiter waiter = near.waiting().waiter(readiness);
        AtomicInteger returns = new AtomicInteger();
        long deadline = near.waiting().deadline(Duration.ofMillis(50));
        Thread waiting = kind.start(() -> {
            do {
                waiter.await(deadline);
                returns.incrementAndGet();
            } while (!near.waiting().passed(deadline)); // which it may have before this thread ran
        });

        assertEnds(waiting);
        // A look before it blocks takes more than a tenth of a microsecond.
        assertThat(returns.get())
                .as("returns, early ones and looks included")
                .isBetween(1, 20 + (int) (Spins.SPAN / 100));
    }

    @Test
    void readerAndWriterOfOneSocketWaitAtTheSameTime() throws Exception {
        for (ThreadKind kind : ThreadKind.values()) {
            Sockets.fill(near);
            Thread reader = waiting(kind, near.waiting().waiter(Readiness.READABLE), () -> reads(near));
            Thread writer = waiting(kind, near.waiting().waiter(Readiness.WRITABLE), () -> writes(near));
            Eventually.blocked(reader);
            Eventually.blocked(writer);

            far.write(ByteBuffer.allocate(1));
            assertEnds(reader);
            assertThat(writer.isAlive()).isTrue();
            ByteBuffer bytes = ByteBuffer.allocate(65536);
            while (far.read(bytes.clear()) > 0) {}
            assertEnds(writer);
        }
    }

    @Test
    void actionRunsWhenThereIsRoom() throws Exception {
        Sockets.fill(near);
        CountDownLatch ran = new CountDownLatch(1);
        near.waiting().whenWritable(ran::countDown);
        assertThat(ran.getCount()).isOne();

        ByteBuffer bytes = ByteBuffer.allocate(65536);
        while (far.read(bytes.clear()) > 0) {}

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void actionRunsOnceWhenTheSocketIsClosed() throws Exception {
        Sockets.fill(near);
        AtomicInteger runs = new AtomicInteger();
        near.waiting().whenWritable(runs::incrementAndGet);

        near.close();

        assertThat(runs).hasValue(1);
        near.waiting().whenWritable(runs::incrementAndGet);
        assertThat(runs).hasValue(2);
    }

    @Test
    void actionMayAskForItselfAgain() throws Exception {
        CountDownLatch runs = new CountDownLatch(100);
        Runnable again = new Runnable() {
            @Override
            public void run() {
                runs.countDown();
                if (runs.getCount() > 0) {
                    near.waiting().whenWritable(this);
                }
            }
        };

        near.waiting().whenWritable(again);

        assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
