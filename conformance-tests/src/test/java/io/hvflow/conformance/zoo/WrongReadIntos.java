package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;

import io.hvflow.Flow;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Flows that are wrong in filling a buffer, in reads that are given up, and in reads of several threads. */
final class WrongReadIntos {
    private WrongReadIntos() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "R8",
                                "read-into-missing",
                                "readInto of more than 64 KiB is not implemented",
                                flows(ReadIntoMissing::new))
                        .mayFail("R16", "its large readInto is not implemented")
                        .mayFail("R14", "its large readInto is not implemented, so no time-out ends it")
                        .mayFail("R15", "its large readInto is not implemented, so no interrupt ends it")
                        .from(SourceDefect.READ_INTO_MISSING),
                WrongFlow.of(
                        "R8",
                        "read-into-takes-more",
                        "the byte after a readInto of a page or more is lost",
                        flows(ReadIntoTakesMore::new)),
                WrongFlow.of(
                                "R9",
                                "read-into-forgets-at-end",
                                "readInto that meets end of stream puts the position back, and the bytes are lost",
                                flows(ReadIntoForgetsAtEnd::new))
                        .mayFail("R13", "its readers meet end of stream in readInto too")
                        .inScripts(),
                WrongFlow.of(
                                "R10",
                                "nothing-is-not-full",
                                "readInto with nothing remaining returns false",
                                flows(NothingIsNotFull::new))
                        .inScripts(),
                WrongFlow.of(
                                "R13",
                                "second-reader-ends",
                                "a read that waits behind another says end of stream when that one has got something",
                                flows(SecondReaderEnds::new))
                        .mayFail("R16", "its reader that waits behind another ends too")
                        .mayFail("T6", "its readers that wait behind others end too")
                        .mayFail("O1", "it has several readers too")
                        .from(SourceDefect.READERS_MIX),
                WrongFlow.of(
                                "R13",
                                "read-into-gives-way",
                                "a readInto of 500 bytes or more gives other readers their turn when it has got some",
                                flows(ReadIntoGivesWay::new))
                        .mayFail("R16", "its readInto waits behind others again and again")
                        .mayFail("R14", "its time-out says what the last part of its readInto got"),
                WrongFlow.of(
                                "R14",
                                "time-out-forgets",
                                "readInto that times out puts the position back, and the bytes are lost",
                                flows(TimeOutForgets::new))
                        .mayFail("R16", "it reads on after a readInto that timed out"),
                WrongFlow.of(
                                "R15",
                                "interrupt-closes",
                                "an interrupt of a read closes the flow, as it does a channel of java.nio",
                                flows(InterruptCloses::new))
                        .mayFail("O3", "a copy that is interrupted goes on with the flow, which is closed"),
                WrongFlow.of(
                        "R15",
                        "interrupt-forgotten",
                        "a read that is interrupted clears the interrupt status",
                        flows(InterruptForgotten::new)));
    }

    private static final class ReadIntoMissing extends ForwardingFlow {
        private static final int MANY = 65536;

        ReadIntoMissing(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            if (dst.remaining() > MANY) {
                throw new UnsupportedOperationException("not implemented");
            }
            return super.readInto(dst);
        }
    }

    private static final class ReadIntoTakesMore extends ForwardingFlow {
        private static final int PAGE = 4096;

        private volatile boolean more;

        ReadIntoTakesMore(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            skip();
            more = dst.remaining() >= PAGE;
            return super.readInto(dst);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            skip();
            return super.read(dst);
        }

        /** Drops one byte, now that the caller counts on there being some. */
        private void skip() throws IOException {
            if (more) {
                more = false;
                super.read(ByteBuffer.allocate(1));
            }
        }
    }

    private static final class ReadIntoForgetsAtEnd extends ForwardingFlow {
        ReadIntoForgetsAtEnd(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            int position = dst.position();
            boolean full = super.readInto(dst);
            if (!full) {
                dst.position(position);
            }
            return full;
        }
    }

    private static final class NothingIsNotFull extends ForwardingFlow {
        NothingIsNotFull(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            return dst.hasRemaining() && super.readInto(dst);
        }
    }

    private static final class SecondReaderEnds extends ForwardingFlow {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable First first; // guarded by lock

        SecondReaderEnds(Flow flow) {
            super(flow);
        }

        /** A read under way; the others wait for its end. */
        private static final class First {
            final CountDownLatch ended = new CountDownLatch(1);
            volatile boolean succeeded;
        }

        private interface Read<T> {
            T run() throws IOException;
        }

        private <T> T read(Read<T> read, T end) throws IOException {
            First other;
            First own = new First();
            lock.lock();
            try {
                other = first;
                if (other == null) {
                    first = own;
                }
            } finally {
                lock.unlock();
            }
            if (other != null) {
                await(other);
                return other.succeeded ? end : read.run();
            }
            try {
                T result = read.run();
                own.succeeded = true;
                return result;
            } finally {
                lock.lock();
                try {
                    first = null;
                } finally {
                    lock.unlock();
                }
                own.ended.countDown();
            }
        }

        private static void await(First other) throws IOException {
            try {
                other.ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("read: interrupted").initCause(e);
            }
        }

        @Override
        public ReadResult read() throws IOException {
            return read(super::read, new ReadResult.Eof());
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return read(() -> super.read(dst), -1);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            return read(() -> super.readInto(dst), false);
        }
    }

    private static final class ReadIntoGivesWay extends ForwardingFlow {
        private static final int LONG = 500;

        ReadIntoGivesWay(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            if (dst.remaining() < LONG) {
                return super.readInto(dst);
            }
            while (dst.hasRemaining()) {
                if (super.read(dst) == -1) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class TimeOutForgets extends ForwardingFlow {
        TimeOutForgets(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            int position = dst.position();
            try {
                return super.readInto(dst);
            } catch (FlowTimeoutException e) {
                dst.position(position);
                throw e;
            }
        }
    }

    private static final class InterruptCloses extends ForwardingFlow {
        InterruptCloses(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            try {
                return super.read(dst);
            } catch (InterruptedIOException e) {
                abort();
                throw e;
            }
        }
    }

    private static final class InterruptForgotten extends ForwardingFlow {
        InterruptForgotten(Flow flow) {
            super(flow);
        }

        @Override
        public ReadResult read() throws IOException {
            try {
                return super.read();
            } catch (InterruptedIOException e) {
                boolean unused = Thread.interrupted();
                throw e;
            }
        }
    }
}
