package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Flows that are wrong in closing. */
final class WrongCloses {
    private WrongCloses() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "C1",
                                "busy-close-drops",
                                "close while a write waits drops what was accepted before it",
                                whole(BusyCloseDrops::new))
                        .from(SourceDefect.BUSY_CLOSE_DROPS),
                WrongFlow.of(
                                "C2",
                                "close-does-not-wait",
                                "close after shutdownWrite returns at once",
                                flows(CloseDoesNotWait::new))
                        .from(SourceDefect.CLOSE_DOES_NOT_WAIT),
                WrongFlow.of(
                        "C3",
                        "close-conceals-loss",
                        "close does not tell that accepted bytes were lost",
                        flows(CloseConcealsLoss::new)),
                WrongFlow.of(
                                "C4",
                                "closed-reads-as-end",
                                "reads after close say end of stream",
                                flows(ClosedReadsAsEnd::new))
                        .inScripts(),
                WrongFlow.of(
                        "C5", "second-close-hurries", "a second close returns at once", flows(SecondCloseHurries::new)),
                WrongFlow.of(
                                "C6",
                                "close-leaves-read",
                                "a read that is pending when close is called stays pending",
                                flows(CloseLeavesRead::new))
                        .mayFail("O3", "a proxy is in a read when its flow is closed")
                        .mayFail("C7", "it closes flows with a pending read")
                        .mayFail("T5", "so does it")
                        .from(SourceDefect.CLOSE_LEAVES_READ),
                WrongFlow.of(
                                "C7",
                                "thread-left",
                                "close leaves a thread behind that waits for the peer",
                                flows(ThreadLeft::new))
                        .from(SourceDefect.THREADS_PER_FLOW),
                WrongFlow.of(
                        "C7",
                        "descriptor-left",
                        "close leaves the descriptors of a wake-up pipe open",
                        flows(DescriptorLeft::new)),
                WrongFlow.of(
                        "C8",
                        "abort-ends-well",
                        "an abort with bytes pending looks to the peer like an end in good order",
                        whole(AbortEndsWell::new)),
                WrongFlow.of(
                                "C9",
                                "late-bytes-reset",
                                "more than 64 KiB that come after close began break the stream",
                                whole(LateBytesReset::new))
                        .mayFail("C11", "its peer sends much after close began"),
                WrongFlow.of(
                                "C10",
                                "idle-close-stuck",
                                "close of a flow that was never used waits for the peer without bound",
                                flows(IdleCloseStuck::new))
                        .mayFail("O3", "it closes a flow that was not used before")
                        .from(SourceDefect.IDLE_CLOSE_STUCK));
    }

    private static final class BusyCloseDrops extends ForwardingFlow {
        private final Meter transport;
        private final AtomicInteger writers = new AtomicInteger();

        BusyCloseDrops(MemorySocket socket, FlowOptions asked) {
            this(new Meter(socket), asked);
        }

        private BusyCloseDrops(Meter transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
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
            if (writers.get() > 0) {
                transport.swallow();
            }
            super.close();
        }
    }

    private static final class CloseDoesNotWait extends OwnEnd {
        CloseDoesNotWait(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            if (ended() && !closed()) {
                Thread.startVirtualThread(this::closeForItself);
            } else {
                super.close();
            }
        }

        private void closeForItself() {
            try {
                super.close();
            } catch (IOException e) {
                // Nobody is there to be told.
            }
        }
    }

    private static final class CloseConcealsLoss extends ForwardingFlow {
        CloseConcealsLoss(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } catch (FlowTimeoutException e) {
                // That is what is wrong.
            }
        }
    }

    private static final class ClosedReadsAsEnd extends ForwardingFlow {
        private volatile boolean done;

        ClosedReadsAsEnd(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return done ? -1 : super.read(dst);
        }

        @Override
        public void close() throws IOException {
            super.close();
            done = true;
        }
    }

    private static final class SecondCloseHurries extends ForwardingFlow {
        private final AtomicBoolean begun = new AtomicBoolean();

        SecondCloseHurries(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            if (!begun.getAndSet(true)) {
                super.close();
            }
        }
    }

    private static final class CloseLeavesRead extends Hanging {
        private volatile boolean closing;

        CloseLeavesRead(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            boolean before = closing;
            try {
                return super.read(dst);
            } catch (FlowClosedException e) {
                throw closing && !before && !aborted() ? hang() : e;
            }
        }

        @Override
        public void close() throws IOException {
            closing = true;
            super.close();
        }
    }

    /** What it leaves behind goes when the trial aborts the flow in the end. */
    private static final class ThreadLeft extends Hanging {
        private static final AtomicInteger NUMBERS = new AtomicInteger();

        ThreadLeft(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            super.close();
            Thread.ofPlatform()
                    .daemon()
                    .name("zoo-closer-" + NUMBERS.incrementAndGet())
                    .start(this::stay);
        }

        private void stay() {
            try {
                hang();
            } catch (IOException e) {
                // Nobody interrupts it.
            }
        }
    }

    /** What it leaves behind goes when the trial aborts the flow in the end. */
    private static final class DescriptorLeft extends ForwardingFlow {
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicReference<@Nullable Pipe> left = new AtomicReference<>();

        DescriptorLeft(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            boolean first = !closed.getAndSet(true);
            super.close();
            if (first) {
                left.set(Pipe.open());
            }
        }

        @Override
        public void abort() {
            super.abort();
            Pipe pipe = left.getAndSet(null);
            if (pipe != null) {
                try {
                    pipe.source().close();
                    pipe.sink().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static final class AbortEndsWell extends ForwardingFlow {
        private final Meter transport;

        AbortEndsWell(MemorySocket socket, FlowOptions asked) {
            this(new Meter(socket), asked);
        }

        private AbortEndsWell(Meter transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
        }

        @Override
        public void abort() {
            if (stats().bytesWritten() > transport.taken()) {
                transport.endWell();
            }
            super.abort();
        }
    }

    private static final class LateBytesReset extends ForwardingFlow {
        private final LateSocket transport;

        LateBytesReset(MemorySocket socket, FlowOptions asked) {
            this(new LateSocket(socket), asked);
        }

        private LateBytesReset(LateSocket transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
        }

        @Override
        public void close() throws IOException {
            transport.closing = true;
            super.close();
        }
    }

    private static final class LateSocket extends ForwardingSocket {
        private static final int MANY = 65536;

        volatile boolean closing;
        private int late;

        LateSocket(StreamSocket socket) {
            super(socket);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            int count = super.read(dst);
            if (closing && count > 0) {
                late += count;
                if (late > MANY) {
                    abort();
                }
            }
            return count;
        }
    }

    private static final class IdleCloseStuck extends Hanging {
        private final Duration closeTimeout;

        IdleCloseStuck(Flow flow, FlowOptions asked) {
            super(flow);
            closeTimeout = asked.closeTimeout();
        }

        @Override
        public void close() throws IOException {
            boolean idle = stats().bytesWritten() + stats().bytesRead() == 0;
            long start = System.nanoTime();
            super.close();
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            boolean gaveUp = closeTimeout.isPositive() && duration.compareTo(closeTimeout) >= 0;
            if (idle && gaveUp && !aborted()) {
                throw hang();
            }
        }
    }
}
