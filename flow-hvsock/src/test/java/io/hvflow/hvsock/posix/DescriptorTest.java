package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowClosedException;
import io.hvflow.hvsock.Eventually;
import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.hvsock.ThreadKind;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static Descriptor open() {
        return new Descriptor(SocketCalls.open(Linux.AF_UNIX), SocketQuirks.UNIX);
    }

    private static boolean isOpen(int number) {
        return Files.exists(Path.of("/proc/self/fd/" + number), LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void isClosedAtOnceIfNobodyUsesIt() {
        OpenDescriptors before = OpenDescriptors.now();
        Descriptor descriptor = open();
        assertThat(before.added()).hasSize(1);

        descriptor.close();

        assertThat(before.added()).isEmpty();
        assertThat(descriptor.enter()).isFalse();
    }

    @Test
    void lastUserClosesIt() {
        OpenDescriptors before = OpenDescriptors.now();
        Descriptor descriptor = open();
        assertThat(descriptor.enter()).isTrue();
        assertThat(descriptor.enter()).isTrue();

        descriptor.close();
        assertThat(descriptor.enter()).isFalse();
        descriptor.exit();
        assertThat(isOpen(descriptor.number())).isTrue();
        descriptor.exit();

        assertThat(before.added()).isEmpty();
    }

    @Test
    void isClosedOnce() {
        Descriptor first = open();
        first.close();
        // Most likely the same number: a second close of the first must leave it alone.
        Descriptor second = open();

        first.close();

        assertThat(isOpen(second.number())).isTrue();
        second.close();
    }

    @Test
    void everyUseAfterCloseIsRefused() throws IOException {
        try (Sockets sockets = Sockets.open()) {
            List<StreamSocket> pair = sockets.pair();
            StreamSocket closed = pair.getFirst();
            closed.close();

            ByteBuffer bytes = ByteBuffer.allocate(8);
            assertThatThrownBy(() -> closed.read(bytes)).isInstanceOf(FlowClosedException.class);
            assertThatThrownBy(() -> closed.write(bytes)).isInstanceOf(FlowClosedException.class);
            assertThatThrownBy(closed::shutdownRead).isInstanceOf(FlowClosedException.class);
            assertThatThrownBy(closed::shutdownWrite).isInstanceOf(FlowClosedException.class);
            closed.close();
            closed.abort();
            assertThat(closed.localAddress()).isNotNull();
            pair.getLast().close();
        }
    }

    /** A socket that is being used by one thread while another closes it. */
    private record Doomed(StreamSocket socket) {}

    @Test
    void T5_aClosedSocketsNumberIsNotUsedWhenItIsHandedOutAgain() throws Exception {
        OpenDescriptors before = OpenDescriptors.now();
        AtomicReference<Doomed> doomed = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        try (Sockets sockets = Sockets.open();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Long>> hammers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                hammers.add(threads.submit(() -> hammer(doomed, over)));
            }
            int lost = 0;
            for (int round = 0; round < 3000; round++) {
                List<StreamSocket> first = sockets.pair();
                doomed.set(new Doomed(first.getFirst()));
                first.getFirst().close();
                List<StreamSocket> second = sockets.pair();
                lost += second.getLast().write(ByteBuffer.allocate(64)) - drain(second.getFirst());
                second.forEach(StreamSocket::close);
                first.getLast().close();
            }
            over.set(true);
            long stolen = 0;
            for (Future<Long> hammer : hammers) {
                stolen += hammer.get();
            }
            assertThat(lost).isZero();
            assertThat(stolen).isZero();
        }
        before.awaitNoneAdded();
    }

    /** Reads, where nothing is ever sent; returns how many bytes came all the same. */
    private static long hammer(AtomicReference<Doomed> doomed, AtomicBoolean over) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        long stolen = 0;
        while (!over.get()) {
            Doomed target = doomed.get();
            try {
                while (target != null && target == doomed.get()) {
                    stolen += Math.max(0, target.socket().read(bytes.clear()));
                }
            } catch (FlowClosedException closed) {
                Thread.onSpinWait();
            }
        }
        return stolen;
    }

    private static int drain(StreamSocket socket) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(128);
        return socket.read(bytes);
    }

    /** What unparks is used up by the lock; the wait must see the wake all the same. */
    @Test
    void wakeThatMeetsAWaiterAtALockIsNotLost() throws Exception {
        Descriptor descriptor = open();
        DescriptorWaiter waiter = new DescriptorWaiter(descriptor, descriptor.reading);
        while (descriptor.reading.mayYield()) {}
        Thread thread;
        descriptor.registration.lock.lock();
        try {
            thread = ThreadKind.VIRTUAL.start(() -> waiter.await(Waiter.NEVER));
            Eventually.blocked(thread);

            waiter.wake();
            Eventually.blocked(thread);
        } finally {
            descriptor.registration.lock.unlock();
        }

        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        descriptor.close();
    }
}
