package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.options;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.engine.BufferedFlow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Flows that are wrong in what they accept, and in what becomes of it. */
final class WrongWrites {
    private WrongWrites() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "W1",
                                "too-many-pieces",
                                "of more than 1024 writes that wait for a full transport, the rest are lost",
                                whole(TooManyPieces::new))
                        .andFails("H1")
                        .mayFail("C1", "it closes with as many waiting")
                        .from(SourceDefect.TOO_MANY_PIECES),
                WrongFlow.of(
                        "W1",
                        "takes-1024-buffers",
                        "writev takes the first 1024 buffers and returns",
                        flows(Takes1024Buffers::new)),
                WrongFlow.of(
                                "W2",
                                "small-write-overtaken",
                                "a small write after a writev goes out behind the next writev, or after a while",
                                flows(SmallWriteOvertaken::new))
                        .inScripts()
                        .from(SourceDefect.LARGE_WRITE_STUCK),
                WrongFlow.of(
                                "W3",
                                "writers-mix",
                                "the writes of several threads are cut, and what they are cut into is mixed",
                                flows(WritersMix::new))
                        .from(SourceDefect.WRITERS_MIX),
                WrongFlow.of(
                        "W4",
                        "waits-for-more",
                        "of a burst of single bytes, those from the 41st to the 60th wait until all of them are there",
                        flows(WaitsForMore::new)),
                WrongFlow.of(
                        "W5",
                        "empty-is-a-zero",
                        "a write of an empty direct buffer sends a byte",
                        flows(EmptyIsAZero::new)),
                WrongFlow.of(
                                "W6",
                                "large-write-stuck",
                                "one write of more than 1 MiB, and more than bufferSize, sends nothing and never returns",
                                flows(LargeWriteStuck::new))
                        .from(SourceDefect.LARGE_WRITE_STUCK),
                WrongFlow.of(
                                "W7",
                                "odd-buffers-unbounded",
                                "a bufferSize that is no multiple of a page counts as none",
                                options(asked -> asked.bufferSize() % 4096 == 0
                                        ? asked
                                        : asked.bufferSize(FlowOptions.MAX_SIZE)))
                        .mayFail("T6", "its writers are to wait behind one another, and none waits"),
                WrongFlow.of(
                        "W11",
                        "source-wiped",
                        "write leaves zeros where the bytes were that it has taken",
                        flows(SourceWiped::new)));
    }

    /** Knows of the flow how full its transport is. */
    private static final class TooManyPieces extends ForwardingFlow {
        private static final int IOV_MAX = 1024;

        private final Meter transport;
        private int pieces;

        TooManyPieces(MemorySocket socket, FlowOptions asked) {
            this(new Meter(socket), asked);
        }

        private TooManyPieces(Meter transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            pieces = transport.full() ? pieces + 1 : 0;
            if (pieces > IOV_MAX) {
                src.position(src.limit());
            } else {
                super.write(src);
            }
        }
    }

    private static final class Takes1024Buffers extends ForwardingFlow {
        private static final int IOV_MAX = 1024;

        Takes1024Buffers(Flow flow) {
            super(flow);
        }

        @Override
        public void writev(List<ByteBuffer> srcs) throws IOException {
            super.writev(srcs.subList(0, Math.min(srcs.size(), IOV_MAX)));
        }
    }

    private static final class SmallWriteOvertaken extends ForwardingFlow {
        private static final int SMALL = 16;
        private static final long WHILE_MILLIS = 20;

        private final ReentrantLock lock = new ReentrantLock();
        private boolean afterGathering; // guarded by lock
        private @Nullable ByteBuffer late; // guarded by lock

        SmallWriteOvertaken(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            lock.lock();
            try {
                boolean hold = afterGathering && late == null && src.hasRemaining() && src.remaining() <= SMALL;
                afterGathering = false;
                if (hold) {
                    late = ByteBuffer.allocate(src.remaining()).put(src).flip();
                    Thread.startVirtualThread(this::later);
                    return;
                }
            } finally {
                lock.unlock();
            }
            sendLate();
            super.write(src);
        }

        @Override
        public void writev(List<ByteBuffer> srcs) throws IOException {
            super.writev(srcs);
            sendLate();
            lock.lock();
            try {
                afterGathering = true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void shutdownWrite() throws IOException {
            sendLate();
            super.shutdownWrite();
        }

        @Override
        public void close() throws IOException {
            sendLate();
            super.close();
        }

        private void later() {
            try {
                Thread.sleep(WHILE_MILLIS);
                sendLate();
            } catch (IOException | InterruptedException e) {
                // Nobody is there to be told.
            }
        }

        private void sendLate() throws IOException {
            ByteBuffer bytes;
            lock.lock();
            try {
                bytes = late;
                late = null;
            } finally {
                lock.unlock();
            }
            if (bytes != null) {
                super.write(bytes);
            }
        }
    }

    private static final class WritersMix extends ForwardingFlow {
        private static final int CUT = 500;

        private final AtomicInteger writers = new AtomicInteger();

        WritersMix(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            int limit = src.limit();
            writers.incrementAndGet();
            try {
                do {
                    boolean alone = writers.get() == 1;
                    src.limit(alone ? limit : Math.min(limit, src.position() + CUT));
                    super.write(src);
                } while (src.position() < limit);
            } finally {
                src.limit(limit);
                writers.decrementAndGet();
            }
        }
    }

    private static final class WaitsForMore extends ForwardingFlow {
        private static final int FIRST = 41;
        private static final int LAST = 60;

        private int singles;
        private final ByteBuffer waiting = ByteBuffer.allocate(LAST);

        WaitsForMore(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            singles = src.remaining() == 1 ? singles + 1 : 0;
            if (singles >= FIRST && singles <= LAST) {
                waiting.put(src);
            }
            if (singles < FIRST || singles >= LAST) {
                send();
                super.write(src);
            }
        }

        @Override
        public void writev(List<ByteBuffer> srcs) throws IOException {
            send();
            super.writev(srcs);
        }

        @Override
        public void shutdownWrite() throws IOException {
            send();
            super.shutdownWrite();
        }

        @Override
        public void close() throws IOException {
            send();
            super.close();
        }

        private void send() throws IOException {
            if (waiting.position() > 0) {
                super.write(waiting.flip());
                waiting.clear();
            }
        }
    }

    private static final class EmptyIsAZero extends ForwardingFlow {
        EmptyIsAZero(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            super.write(src.hasRemaining() || !src.isDirect() ? src : ByteBuffer.allocate(1));
        }
    }

    private static final class LargeWriteStuck extends Hanging {
        private static final int LARGE = 1 << 20;

        private final int bufferSize;

        LargeWriteStuck(Flow flow, FlowOptions asked) {
            super(flow);
            bufferSize = asked.bufferSize();
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (src.remaining() > Math.max(LARGE, bufferSize)) {
                throw hang();
            }
            super.write(src);
        }
    }

    private static final class SourceWiped extends ForwardingFlow {
        SourceWiped(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            int first = src.position();
            super.write(src);
            if (!src.isReadOnly()) {
                for (int i = first; i < src.position(); i++) {
                    src.put(i, (byte) 0);
                }
            }
        }
    }
}
