package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.sockets;

import io.hvflow.Flow;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Flows that are wrong when several threads use them, or several of them are used. */
final class WrongConcurrency {
    private WrongConcurrency() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "T1",
                                "one-lock",
                                "a write of more than 512 KiB locks out the reads of its own end",
                                flows(OneLock::new))
                        .mayFail("B6", "its largest cells write as much both ways at once"),
                WrongFlow.of(
                                "T2",
                                "shared-scratch",
                                "a small write clobbers what a small read is bringing at the same time",
                                flows(SharedScratch::new))
                        .mayFail("B6", "it has small writes and reads both ways at once"),
                WrongFlow.of(
                                "T3",
                                "pool-exhausted",
                                "reads wait on threads of a pool, of which there are 256",
                                poolExhausted())
                        .from(SourceDefect.THREADS_PER_FLOW),
                WrongFlow.of(
                        "T3",
                        "carrier-pinned",
                        "of virtual threads that are blocked in reads, all beyond 256 keep their carriers",
                        carrierPinned()),
                WrongFlow.of(
                                "T4",
                                "answer-clobbers-request",
                                "a write by the thread that read last clobbers the byte that is read next",
                                flows(AnswerClobbersRequest::new))
                        .mayFail("C11", "its peer echoes"),
                WrongFlow.of(
                                "T5",
                                "number-used-after-close",
                                "reads go by the number of a descriptor, also after close",
                                numbered())
                        .from(SourceDefect.NUMBER_USED_AFTER_CLOSE));
    }

    private static final class OneLock extends ForwardingFlow {
        private static final int LARGE = 512 << 10;

        private final Semaphore turn = new Semaphore(1);

        OneLock(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (src.remaining() <= LARGE) {
                super.write(src);
                return;
            }
            turn.acquireUninterruptibly();
            try {
                super.write(src);
            } finally {
                turn.release();
            }
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            turn.acquireUninterruptibly();
            turn.release();
            return super.read(dst);
        }
    }

    private static final class SharedScratch extends ForwardingFlow {
        private static final int LEAST = 5;
        private static final int MOST = 200;

        private final AtomicInteger readers = new AtomicInteger();
        private volatile boolean clobbered;

        SharedScratch(Flow flow) {
            super(flow);
        }

        private static boolean small(ByteBuffer bytes) {
            return bytes.remaining() >= LEAST && bytes.remaining() <= MOST;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            clobbered |= small(src) && readers.get() > 0;
            super.write(src);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            if (!small(dst)) {
                return super.read(dst);
            }
            readers.incrementAndGet();
            int count;
            try {
                count = super.read(dst);
            } finally {
                readers.decrementAndGet();
            }
            if (clobbered && count > 0) {
                clobbered = false;
                int last = dst.position() - 1;
                dst.put(last, (byte) ~dst.get(last));
            }
            return count;
        }
    }

    private static Supplier<Breed> poolExhausted() {
        return () -> {
            Semaphore pool = new Semaphore(256);
            return flows(flow -> new PoolExhausted(flow, pool)).get();
        };
    }

    private static final class PoolExhausted extends ForwardingFlow {
        private final Semaphore pool;

        PoolExhausted(Flow flow, Semaphore pool) {
            super(flow);
            this.pool = pool;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            pool.acquireUninterruptibly();
            try {
                return super.read(dst);
            } finally {
                pool.release();
            }
        }
    }

    private static Supplier<Breed> carrierPinned() {
        return () -> {
            AtomicInteger waiting = new AtomicInteger();
            return sockets(socket -> new CarrierPinned(socket, waiting)).get();
        };
    }

    /** A socket that is waited for in a loop: where a call of the system does the same, the JDK has spare carriers, so many. */
    private static final class CarrierPinned extends ForwardingSocket {
        private static final int SPARE = 256;

        private final AtomicInteger waiting;

        CarrierPinned(StreamSocket socket, AtomicInteger waiting) {
            super(socket);
            this.waiting = waiting;
        }

        @Override
        public Waiting waiting() {
            return new ForwardingWaiting(super.waiting()) {
                @Override
                public Waiter waiter(Readiness readiness) {
                    Waiter waiter = super.waiter(readiness);
                    return readiness == Readiness.READABLE ? new Loop(waiter) : waiter;
                }
            };
        }

        /** Waits as the other does, but keeps the carrier while it does. */
        private final class Loop implements Waiter {
            private final Waiter waiter;

            Loop(Waiter waiter) {
                this.waiter = waiter;
            }

            @Override
            public void await(long deadline) {
                boolean spare = waiting.incrementAndGet() <= SPARE;
                try {
                    if (spare || !Thread.currentThread().isVirtual()) {
                        waiter.await(deadline);
                    } else {
                        Thread.onSpinWait(); // the caller looks again, and so on
                    }
                } finally {
                    waiting.decrementAndGet();
                }
            }

            @Override
            public void wake() {
                waiter.wake();
            }
        }
    }

    private static final class AnswerClobbersRequest extends ForwardingFlow {
        private volatile @Nullable Thread reader;
        private volatile boolean clobbered;

        AnswerClobbersRequest(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            int first = dst.position();
            int count = super.read(dst);
            clobber(dst, first);
            return count;
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            int first = dst.position();
            boolean full = super.readInto(dst);
            clobber(dst, first);
            return full;
        }

        private void clobber(ByteBuffer dst, int first) {
            if (dst.position() > first) {
                if (clobbered) {
                    dst.put(first, (byte) ~dst.get(first));
                }
                clobbered = false;
                reader = Thread.currentThread();
            }
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            super.write(src);
            clobbered |= Thread.currentThread().equals(reader);
        }
    }

    private static Supplier<Breed> numbered() {
        return () -> {
            Numbers numbers = new Numbers();
            return flows(flow -> new Numbered(flow, numbers)).get();
        };
    }

    /** What a system does with descriptors: the lowest number that is free goes to the next who asks. */
    private static final class Numbers {
        private final ReentrantLock lock = new ReentrantLock();
        private final TreeMap<Integer, Flow> flows = new TreeMap<>(); // guarded by lock

        int open(Flow flow) {
            lock.lock();
            try {
                int number = 0;
                while (flows.containsKey(number)) {
                    number++;
                }
                flows.put(number, flow);
                return number;
            } finally {
                lock.unlock();
            }
        }

        @Nullable
        Flow of(int number) {
            lock.lock();
            try {
                return flows.get(number);
            } finally {
                lock.unlock();
            }
        }

        void close(int number, Flow flow) {
            lock.lock();
            try {
                flows.remove(number, flow);
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Numbered extends ForwardingFlow {
        private final Flow own;
        private final Numbers numbers;
        private final int number;

        Numbered(Flow flow, Numbers numbers) {
            super(flow);
            this.own = flow;
            this.numbers = numbers;
            this.number = numbers.open(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            Flow whose = numbers.of(number);
            return whose == null ? super.read(dst) : whose.read(dst);
        }

        @Override
        public void close() throws IOException {
            super.close();
            numbers.close(number, own);
        }

        @Override
        public void abort() {
            super.abort();
            numbers.close(number, own);
        }
    }
}
