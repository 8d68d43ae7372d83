package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.engine.BufferedFlow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Flows that are wrong in what is left over: bytes that nobody took, clients that nobody accepted, memory, a cut
 * frame.
 */
final class WrongLeftovers {
    private WrongLeftovers() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "R5",
                        "cut-frame-is-end",
                        "a framed stream that is cut off looks like one that ended",
                        flows((flow, asked) -> asked.framing() ? new CutFrameIsEnd(flow) : flow)),
                WrongFlow.of(
                        "C2",
                        "waits-for-the-aborted",
                        "a close that waits for its peer waits on when that aborts",
                        whole(WaitsForTheAborted::new)),
                WrongFlow.of(
                        "C3",
                        "loss-unsaid",
                        "close does not say that accepted bytes were lost because the peer has gone",
                        flows(LossUnsaid::new)),
                WrongFlow.of(
                        "C4",
                        "failure-names-own-end",
                        "a read after close fails with the address of this end",
                        flows(FailureNamesOwnEnd::new)),
                WrongFlow.of("C7", "memory-left", "an abort leaves memory of the flow's buffers", memoryLeft()),
                WrongFlow.of(
                        "L5",
                        "backlog-left",
                        "closing a listener leaves the reads of clients that it has not accepted pending",
                        BacklogLeft::new),
                WrongFlow.of(
                        "L6",
                        "accept-line-untimed",
                        "an accept that waits after another goes by no time-out",
                        AcceptLineUntimed::new),
                WrongFlow.of(
                        "L7",
                        "full-backlog-loses",
                        "a client that finds the backlog full is connected, and never accepted",
                        FullBacklogLoses::new));
    }

    private static final class CutFrameIsEnd extends ForwardingFlow {
        CutFrameIsEnd(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            try {
                return super.read(dst);
            } catch (FlowResetException e) {
                return -1;
            }
        }
    }

    private static final class WaitsForTheAborted extends Hanging {
        private final MemorySocket socket;
        private final boolean patient;

        WaitsForTheAborted(MemorySocket socket, FlowOptions asked) {
            super(BufferedFlow.of(socket, asked));
            this.socket = socket;
            this.patient = asked.closeTimeout().compareTo(Duration.ofMinutes(1)) > 0;
        }

        @Override
        public void close() throws IOException {
            boolean before = socket.peerAborted();
            super.close();
            if (patient && !before && socket.peerAborted() && !aborted()) {
                throw hang();
            }
        }
    }

    private static final class LossUnsaid extends ForwardingFlow {
        LossUnsaid(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } catch (FlowResetException | FlowClosedException e) {
                // Nobody hears of it.
            }
        }
    }

    private static final class FailureNamesOwnEnd extends ForwardingFlow {
        FailureNamesOwnEnd(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            try {
                return super.read(dst);
            } catch (FlowClosedException e) {
                throw new FlowClosedException(e.operation(), localAddress(), e.reason(), null);
            }
        }
    }

    private static Supplier<Breed> memoryLeft() {
        return () -> {
            List<ByteBuffer> left = Collections.synchronizedList(new ArrayList<>());
            return flows(flow -> new MemoryLeft(flow, left)).get();
        };
    }

    private static final class MemoryLeft extends ForwardingFlow {
        private final List<ByteBuffer> left;
        private final AtomicBoolean aborted = new AtomicBoolean();

        MemoryLeft(Flow flow, List<ByteBuffer> left) {
            super(flow);
            this.left = left;
        }

        @Override
        public void abort() {
            if (!aborted.getAndSet(true)) {
                left.add(ByteBuffer.allocateDirect((int) Math.min(stats().bytesWritten(), 1 << 20)));
            }
            super.abort();
        }
    }

    /** What it leaves pending ends when the client aborts. */
    private static final class BacklogLeft implements Breed {
        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            return new Client(Breed.super.connect(net, address, asked));
        }

        private static final class Client extends Hanging {
            private volatile boolean used;

            Client(Flow flow) {
                super(flow);
            }

            @Override
            public void write(ByteBuffer src) throws IOException {
                used = true;
                super.write(src);
            }

            @Override
            public int read(ByteBuffer dst) throws IOException {
                try {
                    return super.read(dst);
                } catch (FlowResetException e) {
                    throw used || aborted() ? e : hang();
                }
            }
        }
    }

    private static final class AcceptLineUntimed implements Breed {
        @Override
        public FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            return new ForwardingListener(Breed.super.listen(net, address, asked)) {
                private final Semaphore turn = new Semaphore(1);

                @Override
                public Flow accept() throws IOException {
                    turn.acquireUninterruptibly();
                    try {
                        return super.accept();
                    } finally {
                        turn.release();
                    }
                }
            };
        }
    }

    private static final class FullBacklogLoses implements Breed {
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            if (waiting.incrementAndGet() > asked.backlog()) {
                waiting.decrementAndGet();
                return make(net.pair(address, asked).near(), asked);
            }
            try {
                return Breed.super.connect(net, address, asked);
            } catch (IOException e) {
                waiting.decrementAndGet();
                throw e;
            }
        }

        @Override
        public FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            return new ForwardingListener(Breed.super.listen(net, address, asked)) {
                @Override
                public Flow accept() throws IOException {
                    Flow flow = super.accept();
                    waiting.decrementAndGet();
                    return flow;
                }
            };
        }
    }
}
