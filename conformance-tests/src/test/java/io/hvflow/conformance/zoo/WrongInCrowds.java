package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.CopyStats;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import io.hvflow.ProxyStats;
import io.hvflow.engine.BufferedFlow;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Flows that are wrong where several things come together: time-outs and progress, a close and other calls, callers
 * that give up.
 */
final class WrongInCrowds {
    private WrongInCrowds() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "R16",
                        "progress-restarts-time",
                        "a readInto that has got something when its time is up gets as much time again",
                        flows(ProgressRestartsTime::new)),
                WrongFlow.of(
                        "W13",
                        "pieces-restart-time",
                        "a write that has got on when its time is up gets as much time again",
                        flows(PiecesRestartTime::new)),
                WrongFlow.of(
                        "W14",
                        "bad-buffer-breaks",
                        "a write whose buffer fails takes the stream along",
                        flows(BadBufferBreaks::new)),
                WrongFlow.of(
                        "C11",
                        "close-hands-over-first",
                        "close reads only when all that was accepted is handed over",
                        whole(CloseHandsOverFirst::new)),
                WrongFlow.of(
                        "C12",
                        "close-loses-its-turn",
                        "close never ends if shutdownWrite is called while it has a blocked writer leave",
                        flows(CloseLosesItsTurn::new)),
                WrongFlow.of(
                        "C13",
                        "exception-leaves-it-open",
                        "close never ends once a write has failed with an unchecked exception",
                        flows(ExceptionLeavesItOpen::new)),
                WrongFlow.of(
                        "C14",
                        "close-forgets-interrupt",
                        "close clears the interrupt status",
                        flows(CloseForgetsInterrupt::new)),
                WrongFlow.of(
                        "T6",
                        "turn-taken-along",
                        "a reader that is interrupted in a line of readers takes the turns of the others along",
                        flows(TurnTakenAlong::new)),
                WrongFlow.of(
                        "O3",
                        "closing-is-orderly",
                        "a proxy takes a flow that another thread has ended for one that takes no more",
                        new ClosingIsOrderly()));
    }

    private static final class ProgressRestartsTime extends ForwardingFlow {
        ProgressRestartsTime(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            int start = dst.position();
            while (true) {
                int before = dst.position();
                try {
                    return super.readInto(dst);
                } catch (FlowTimeoutException e) {
                    if (dst.position() == before) {
                        throw new FlowTimeoutException("read", remoteAddress(), "the time is up", null, before - start);
                    }
                }
            }
        }
    }

    private static final class PiecesRestartTime extends ForwardingFlow {
        PiecesRestartTime(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            int start = src.position();
            while (true) {
                int before = src.position();
                try {
                    super.write(src);
                    return;
                } catch (FlowTimeoutException e) {
                    if (src.position() == before) {
                        throw new FlowTimeoutException(
                                "write", remoteAddress(), "the time is up", null, before - start);
                    }
                }
            }
        }
    }

    private static final class BadBufferBreaks extends ForwardingFlow {
        BadBufferBreaks(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (RuntimeException e) {
                abort();
                throw e;
            }
        }
    }

    private static final class CloseHandsOverFirst extends ForwardingFlow {
        private final Meter transport;
        private final Duration closeTimeout;
        private final AtomicInteger writers = new AtomicInteger();
        private volatile boolean aborted;

        CloseHandsOverFirst(MemorySocket socket, FlowOptions asked) {
            this(new Meter(socket), asked);
        }

        private CloseHandsOverFirst(Meter transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
            this.closeTimeout = asked.closeTimeout();
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            writers.incrementAndGet();
            try {
                super.write(src);
            } finally {
                writers.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            long start = System.nanoTime();
            while (writers.get() == 0
                    && !aborted
                    && stats().bytesWritten() > transport.taken()
                    && System.nanoTime() - start < closeTimeout.toNanos()) {
                LockSupport.parkNanos(100_000);
            }
            super.close();
        }

        @Override
        public void abort() {
            aborted = true;
            super.abort();
        }
    }

    private static final class CloseLosesItsTurn extends Hanging {
        private final AtomicInteger writers = new AtomicInteger();
        private final AtomicBoolean lost = new AtomicBoolean();
        private volatile boolean closing;

        CloseLosesItsTurn(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            writers.incrementAndGet();
            try {
                super.write(src);
            } finally {
                writers.decrementAndGet();
            }
        }

        @Override
        public void shutdownWrite() throws IOException {
            lost.compareAndSet(false, closing && !aborted());
            super.shutdownWrite();
        }

        @Override
        public void close() throws IOException {
            closing = writers.get() > 0;
            try {
                super.close();
            } finally {
                closing = false;
                if (lost.getAndSet(false)) {
                    hang();
                }
            }
        }
    }

    private static final class ExceptionLeavesItOpen extends Hanging {
        private volatile boolean failed;

        ExceptionLeavesItOpen(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (RuntimeException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (failed && !aborted()) {
                throw hang();
            }
        }
    }

    private static final class CloseForgetsInterrupt extends ForwardingFlow {
        CloseForgetsInterrupt(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                Thread.interrupted();
            }
        }
    }

    private static final class TurnTakenAlong extends Hanging {
        private static final int LINE = 3;

        private final AtomicInteger readers = new AtomicInteger();
        private volatile boolean lost;

        TurnTakenAlong(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            boolean full;
            readers.incrementAndGet();
            try {
                full = super.readInto(dst);
            } catch (InterruptedIOException e) {
                lost |= readers.get() >= LINE;
                throw e;
            } finally {
                readers.decrementAndGet();
            }
            if (lost && !aborted()) {
                throw hang();
            }
            return full;
        }
    }

    private static final class ClosingIsOrderly implements WrongLibrary {
        @Override
        public ProxyStats proxy(Flow a, Flow b, ThreadFactory threads) throws IOException {
            AtomicBoolean broken = new AtomicBoolean();
            Thread back = threads.newThread(() -> copyOneWay(b, a, broken));
            back.start();
            copyOneWay(a, b, broken);
            try {
                back.join();
            } catch (InterruptedException e) {
                a.abort();
                b.abort();
                Thread.currentThread().interrupt();
            }
            if (broken.get()) {
                throw new IOException("one direction broke");
            }
            CopyStats none = new CopyStats(0, 0, Duration.ZERO);
            return new ProxyStats(none, none);
        }

        private static void copyOneWay(Flow from, Flow to, AtomicBoolean broken) {
            try {
                Flows.copy(from, to);
            } catch (FlowClosedException e) {
                // One end takes no more: the other direction may go on.
            } catch (IOException | RuntimeException | Error e) {
                broken.set(true);
                from.abort();
                to.abort();
            }
        }
    }
}
