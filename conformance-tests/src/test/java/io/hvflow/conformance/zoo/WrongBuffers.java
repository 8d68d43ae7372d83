package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.options;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Flows that are wrong in what they make of their sizes. */
final class WrongBuffers {
    private static final int PAGE = 4096;

    private WrongBuffers() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "B1",
                        "message-size-ignored",
                        "messageSize is not heeded",
                        options(asked -> asked.messageSize(FlowOptions.DEFAULT_MESSAGE_SIZE))),
                WrongFlow.of(
                        "B2",
                        "buffer-doubled",
                        "twice bufferSize is accepted",
                        options(asked ->
                                asked.bufferSize((int) Math.min(FlowOptions.MAX_SIZE, 2L * asked.bufferSize())))),
                WrongFlow.of(
                                "B2",
                                "buffer-per-writer",
                                "a writer who finds another waiting has a buffer of 1 MiB of its own",
                                flows(BufferPerWriter::new))
                        .mayFail("T6", "its writers are to wait behind one another")
                        .from(SourceDefect.WRITERS_MIX),
                WrongFlow.of(
                                "B3",
                                "messages-cost-room",
                                "where messages are at most a page, each costs 1,024 bytes of the buffer",
                                options(asked -> asked.messageSizeOr(FlowOptions.DEFAULT_MESSAGE_SIZE) > PAGE
                                        ? asked
                                        : asked.bufferSize(asked.bufferSize() - asked.bufferSize() / PAGE * 1024)))
                        .mayFail("B2", "a larger buffer holds less more than it should"),
                WrongFlow.of(
                        "B4",
                        "huge-sizes-fail",
                        "sizes beyond 16 MiB are allowed but cannot be had",
                        options(WrongBuffers::allocate)),
                WrongFlow.of(
                        "B5", "no-time-is-no-bound", "a time-out of zero counts as none", flows(NoTimeIsNoBound::new)),
                WrongFlow.of(
                        "B6",
                        "page-and-one",
                        "of a write that is one byte longer than a page, the last two bytes change places",
                        flows(PageAndOne::new)));
    }

    private static FlowOptions allocate(FlowOptions asked) {
        int most = Math.max(asked.bufferSize(), asked.messageSizeOr(FlowOptions.DEFAULT_MESSAGE_SIZE));
        if (most > 16 << 20) {
            throw new IllegalStateException("no memory for a buffer of " + most + " bytes");
        }
        return asked;
    }

    private static final class BufferPerWriter extends ForwardingFlow {
        private static final int OWN = 1 << 20;

        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<ByteBuffer> later = new ArrayDeque<>(); // guarded by lock
        private int size; // guarded by lock
        private boolean busy; // guarded by lock

        BufferPerWriter(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            lock.lock();
            try {
                if (busy && size + src.remaining() <= OWN) {
                    size += src.remaining();
                    later.add(ByteBuffer.allocate(src.remaining()).put(src).flip());
                    return;
                }
                if (busy) {
                    // Its buffer is full too: it waits as any other.
                    lock.unlock();
                    try {
                        super.write(src);
                    } finally {
                        lock.lock();
                    }
                    return;
                }
                busy = true;
            } finally {
                lock.unlock();
            }
            try {
                super.write(src);
            } finally {
                sendLater();
            }
        }

        private void sendLater() throws IOException {
            for (ByteBuffer next = next(); next != null; next = next()) {
                super.write(next);
            }
        }

        private ByteBuffer next() {
            lock.lock();
            try {
                ByteBuffer next = later.poll();
                if (next == null) {
                    busy = false;
                } else {
                    size -= next.remaining();
                }
                return next;
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class NoTimeIsNoBound extends ForwardingFlow {
        NoTimeIsNoBound(Flow flow) {
            super(flow);
        }

        @Override
        public void setReadTimeout(Duration timeout) {
            super.setReadTimeout(timeout.isZero() ? FlowOptions.FOREVER : timeout);
        }
    }

    private static final class PageAndOne extends ForwardingFlow {
        PageAndOne(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (src.remaining() != PAGE + 1) {
                super.write(src);
                return;
            }
            ByteBuffer copy = ByteBuffer.allocate(PAGE + 1).put(src).flip();
            byte last = copy.get(PAGE);
            super.write(copy.put(PAGE, copy.get(PAGE - 1)).put(PAGE - 1, last));
        }
    }
}
