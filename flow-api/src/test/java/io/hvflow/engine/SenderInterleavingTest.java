package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** W4, H1: a sender and its queue in every order in which writers, callbacks, the peer and the end of stream may come by. */
class SenderInterleavingTest {
    private static final int MOST = 5_000;

    /** A sender over a socket with room for two bytes, which the peer reads one at a time. */
    private static class Stream implements StreamSocket, Waiting {
        private final Interleavings order;
        private final Waiter peer;
        private final ReentrantLock lock;
        private final SendQueue queue = new SendQueue(100);
        private final Sender sender;
        private final StringBuilder arrived = new StringBuilder();
        private final StringBuilder read = new StringBuilder();
        private Runnable pending;
        private boolean ended;

        Stream(Interleavings order) {
            this.order = order;
            peer = order.waiting().waiter(Readiness.READABLE);
            lock = order.lock();
            sender = new Sender(this, 2, queue, lock, () -> {}, waiter(Readiness.WRITABLE));
        }

        /** As a writer does behind others: queues, and sends unless somebody sees to it. */
        void write(String bytes) {
            lock.lock();
            try {
                queue.append(
                        ByteBuffer.wrap(bytes.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), bytes.length());
                if (!sender.work() || sender.seenTo()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            sender.pump();
        }

        void end() {
            lock.lock();
            try {
                sender.ending();
            } finally {
                lock.unlock();
            }
            sender.pump();
        }

        /** The peer: reads a byte at a time until the end, and has the socket call back when there is room. */
        void readAll() {
            while (true) {
                if (!arrived.isEmpty()) {
                    read.append(arrived.charAt(0));
                    arrived.deleteCharAt(0);
                    callBack();
                } else if (ended) {
                    return;
                } else {
                    peer.await(Waiter.NEVER);
                }
            }
        }

        void callBack() {
            Runnable action = pending;
            pending = null;
            if (action != null) {
                action.run();
            }
        }

        @Override
        public int write(ByteBuffer src) {
            int count = 0;
            while (src.hasRemaining() && arrived.length() < 2) {
                arrived.append((char) src.get());
                count++;
            }
            peer.wake();
            return count;
        }

        @Override
        public void shutdownWrite() {
            assertThat(ended).as("a second end").isFalse();
            ended = true;
            peer.wake();
        }

        @Override
        public void whenWritable(Runnable action) {
            assertThat(pending).as("a second action").isNull();
            pending = action;
            if (arrived.length() < 2) {
                callBack();
            }
        }

        @Override
        public long now() {
            return order.waiting().now();
        }

        @Override
        public final Waiter waiter(Readiness readiness) {
            return order.waiting().waiter(readiness);
        }

        @Override
        public Waiting waiting() {
            return this;
        }

        @Override
        public int read(ByteBuffer dst) {
            return 0;
        }

        @Override
        public void shutdownRead() {}

        @Override
        public void close() {}

        @Override
        public void abort() {}

        @Override
        public FlowAddress localAddress() {
            return FlowAddress.parse("sim://a:1");
        }

        @Override
        public FlowAddress remoteAddress() {
            return FlowAddress.parse("sim://b:1");
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }
    }

    /** The mistake: a callback that is asked for while another thread looks at the queue is forgotten. */
    private static final class ForgetfulStream extends Stream {
        private int asked;

        ForgetfulStream(Interleavings order) {
            super(order);
        }

        @Override
        public void whenWritable(Runnable action) {
            asked++;
            if (asked != 2) {
                super.whenWritable(action);
            }
        }
    }

    private static Runnable twoWritersAndAnEnd(Stream stream) {
        stream.order.thread("first", () -> stream.write("ABC"));
        stream.order.thread("second", () -> stream.write("de"));
        stream.order.thread("peer", stream::readAll);
        stream.order.thread("ender", () -> {
            // The end may overtake what is not yet written, but nothing that is.
            stream.end();
        });
        return () -> {
            assertThat(stream.ended).isTrue();
            assertThat(stream.read.toString().replaceAll("[a-z]", "")).isIn("", "ABC");
            assertThat(stream.read.toString().replaceAll("[A-Z]", "")).isIn("", "de");
        };
    }

    private static Runnable oneWriterThenAnEnd(Stream stream) {
        stream.order.thread("writer", () -> {
            stream.write("ABC");
            stream.write("DEF");
            stream.end();
        });
        stream.order.thread("peer", stream::readAll);
        return () -> assertThat(stream.read.toString()).isEqualTo("ABCDEF");
    }

    @Test
    void W4_H1_whatIsQueuedGoesOutThenTheEnd() throws InterruptedException {
        int orders = Interleavings.explore(MOST, order -> oneWriterThenAnEnd(new Stream(order)));
        assertThat(orders).isGreaterThan(100);
    }

    @Test
    void W2_H1_writersAndTheEndComeInEveryOrder() throws InterruptedException {
        int orders = Interleavings.explore(MOST, order -> twoWritersAndAnEnd(new Stream(order)));
        assertThat(orders).isGreaterThan(1000);
    }

    @Test
    void thisFindsACallbackThatIsLost() {
        assertThatThrownBy(() -> Interleavings.explore(MOST, order -> oneWriterThenAnEnd(new ForgetfulStream(order))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nobody can go on: peer waits");
    }
}
