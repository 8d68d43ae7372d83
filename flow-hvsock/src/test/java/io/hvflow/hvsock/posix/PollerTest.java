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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollerTest {
    private final int linger = Poller.lingerMillis;

    @AfterEach
    void restoreLinger() {
        Poller.lingerMillis = linger;
    }

    private static long pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hvflow-poller"))
                .count();
    }

    private static void awaitNoPoller() {
        Eventually.holds(() -> pollers() == 0, () -> pollers() + " pollers run on, and nobody waits");
    }

    private static void readOne(StreamSocket socket) {
        Waiter waiter = socket.waiting().waiter(Readiness.READABLE);
        try {
            ByteBuffer one = ByteBuffer.allocate(1);
            while (socket.read(one) == 0) {
                waiter.await(Waiter.NEVER);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runsWhileSomebodyWaitsAndLeavesNothingBehind() throws Exception {
        awaitNoPoller();
        OpenDescriptors before = OpenDescriptors.now();
        try (Sockets sockets = Sockets.open()) {
            List<StreamSocket> pair = sockets.pair();
            for (int i = 0; i < 2; i++) {
                Thread reader = ThreadKind.VIRTUAL.start(() -> readOne(pair.getFirst()));
                Eventually.blocked(reader);
                assertThat(pollers()).isOne();

                pair.getLast().write(ByteBuffer.allocate(1));
                assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
                // The sockets stay open and registered with a poller that is gone: the second round starts another.
                awaitNoPoller();
            }
            pair.forEach(StreamSocket::close);
        }
        before.awaitNoneAdded();
    }

    @Test
    void endsAlsoWhenTheLastOneGivesUpWaiting() throws Exception {
        try (Sockets sockets = Sockets.open()) {
            List<StreamSocket> pair = sockets.pair();
            Waiter waiter = pair.getFirst().waiting().waiter(Readiness.READABLE);
            Thread reader = ThreadKind.VIRTUAL.start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    waiter.await(Waiter.NEVER);
                }
            });
            Eventually.blocked(reader);
            reader.interrupt();
            assertThat(reader.join(Duration.ofSeconds(20))).isTrue();

            awaitNoPoller();
            pair.forEach(StreamSocket::close);
        }
    }

    @Test
    void isOneForAll() throws Exception {
        awaitNoPoller();
        try (Sockets sockets = Sockets.open()) {
            List<StreamSocket> ends = new ArrayList<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                List<StreamSocket> pair = sockets.pair();
                ends.addAll(pair);
                readers.add(ThreadKind.VIRTUAL.start(() -> readOne(pair.getFirst())));
            }
            readers.forEach(Eventually::blocked);

            assertThat(pollers()).isOne();

            for (int i = 1; i < ends.size(); i += 2) {
                ends.get(i).write(ByteBuffer.allocate(1));
            }
            for (Thread reader : readers) {
                assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
            }
            ends.forEach(StreamSocket::close);
        }
    }

    /** Pollers retire just when the next wait begins, over and over: a wait that meets a retired one hangs this test. */
    @Test
    void nobodyIsLostBetweenTwoPollers() throws Exception {
        Poller.lingerMillis = 0;
        OpenDescriptors before = OpenDescriptors.now();
        try (Sockets sockets = Sockets.open()) {
            List<Thread> pairs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                List<StreamSocket> pair = sockets.pair();
                pairs.add(ThreadKind.VIRTUAL.start(() -> pong(pair.getFirst())));
                pairs.add(ThreadKind.PLATFORM.start(() -> ping(pair.getLast())));
            }
            for (Thread thread : pairs) {
                assertThat(thread.join(Duration.ofSeconds(50)))
                        .as("nobody is lost")
                        .isTrue();
            }
        }
        before.awaitNoneAdded();
    }

    private static final int ROUNDS = 2000;

    private static void pong(StreamSocket socket) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                readOne(socket);
                socket.write(ByteBuffer.allocate(1));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        socket.close();
    }

    private static void ping(StreamSocket socket) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
                socket.write(ByteBuffer.allocate(1));
                readOne(socket);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        socket.close();
    }
}
