package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.sockets;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Flows that are wrong in ending one direction. */
final class WrongHalfCloses {
    private WrongHalfCloses() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "H1",
                        "shutdown-drops",
                        "shutdownWrite drops what waits for the transport, if that is more than 256 KiB",
                        whole(ShutdownDrops::new)),
                WrongFlow.of(
                        "H2",
                        "half-close-is-impatient",
                        "after shutdownWrite the flow reads 3/2 MiB more and then says end of stream",
                        flows(HalfCloseIsImpatient::new)),
                WrongFlow.of(
                                "H3",
                                "late-write-lost",
                                "writes after shutdownWrite succeed, and what they write is lost",
                                flows(LateWriteLost::new))
                        .inScripts(),
                WrongFlow.of("H4", "shutdown-once", "a second shutdownRead fails", flows(ShutdownOnce::new))
                        .inScripts(),
                WrongFlow.of(
                                "H5",
                                "shutdown-disturbs-reader",
                                "shutdownWrite makes a blocked reader say end of stream",
                                flows(ShutdownDisturbsReader::new))
                        .mayFail("O2", "a proxy shuts down one direction while it reads the other"),
                WrongFlow.of(
                                "H6",
                                "shutdown-read-ignored",
                                "shutdownRead does nothing",
                                flows(ShutdownReadIgnored::new))
                        .mayFail("T6", "its readers are dismissed by a shutdown")
                        .mayFail("O3", "a sender whose receiver takes no more is told by a shutdown")
                        .andFails("H7")
                        .inScripts()
                        .from(SourceDefect.SHUTDOWN_READ_IGNORED),
                WrongFlow.of(
                                "H7",
                                "shutdown-read-kept-secret",
                                "shutdownRead does not tell the peer",
                                sockets(ShutdownReadKeptSecret::new))
                        .mayFail("O3", "a sender whose receiver takes no more is told by a shutdown"),
                WrongFlow.of(
                                "H7",
                                "deaf-peer-reads-as-reset",
                                "over a transport that does not pass shutdownRead on, writes tell of a reset that never was",
                                whole(DeafPeerReadsAsReset::new))
                        .without(Capability.PEER_SHUTDOWN_READ)
                        .inScripts(),
                WrongFlow.of(
                                "H8",
                                "shutdown-read-ends-writing",
                                "shutdownRead shuts down writing too",
                                flows(ShutdownReadEndsWriting::new))
                        .inScripts(),
                WrongFlow.of(
                        "H9",
                        "close-waits-for-nothing",
                        "close waits for closeTimeout after both ends have shut down both directions",
                        flows(CloseWaitsForNothing::new)),
                WrongFlow.of("H10", "address-gone", "the local address is gone after close", flows(AddressGone::new)));
    }

    private static final class ShutdownDrops extends ForwardingFlow {
        private static final int MUCH = 1 << 18;

        private final Meter transport;

        ShutdownDrops(MemorySocket socket, FlowOptions asked) {
            this(new Meter(socket), asked);
        }

        private ShutdownDrops(Meter transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
        }

        @Override
        public void shutdownWrite() throws IOException {
            if (stats().bytesWritten() - transport.taken() > MUCH) {
                transport.swallow();
            }
            super.shutdownWrite();
        }
    }

    private static final class HalfCloseIsImpatient extends OwnEnd {
        private static final int PATIENCE = 3 << 19;

        private int late;

        HalfCloseIsImpatient(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            if (late > PATIENCE) {
                return -1;
            }
            int count = super.read(dst);
            late += ended() && !closed() ? Math.max(0, count) : 0;
            return count;
        }
    }

    private static final class LateWriteLost extends OwnEnd {
        LateWriteLost(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (ended() && !closed()) {
                src.position(src.limit());
            } else {
                super.write(src);
            }
        }
    }

    private static final class ShutdownOnce extends OwnEnd {
        private final AtomicInteger times = new AtomicInteger();

        ShutdownOnce(Flow flow) {
            super(flow);
        }

        @Override
        public void shutdownRead() throws IOException {
            if (times.getAndIncrement() > 0 && !closed()) {
                throw new FlowException("shutdownRead", remoteAddress(), "reading is shut down already");
            }
            super.shutdownRead();
        }
    }

    private static final class ShutdownDisturbsReader extends ForwardingFlow {
        private final AtomicInteger readers = new AtomicInteger();

        ShutdownDisturbsReader(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            readers.incrementAndGet();
            try {
                return super.read(dst);
            } finally {
                readers.decrementAndGet();
            }
        }

        @Override
        public void shutdownWrite() throws IOException {
            super.shutdownWrite();
            if (readers.get() > 0) {
                shutdownRead();
            }
        }
    }

    private static final class ShutdownReadIgnored extends ForwardingFlow {
        ShutdownReadIgnored(Flow flow) {
            super(flow);
        }

        @Override
        public void shutdownRead() {
            // That is what is wrong.
        }
    }

    private static final class ShutdownReadKeptSecret extends ForwardingSocket {
        ShutdownReadKeptSecret(StreamSocket socket) {
            super(socket);
        }

        @Override
        public void shutdownRead() {
            // The flow itself keeps to it.
        }
    }

    private static final class DeafPeerReadsAsReset extends ForwardingFlow {
        private final MemorySocket socket;

        DeafPeerReadsAsReset(MemorySocket socket, FlowOptions asked) {
            super(BufferedFlow.of(socket, asked));
            this.socket = socket;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (socket.peerIsDeaf() && !socket.peerClosed()) {
                throw new FlowResetException("write", remoteAddress(), "the peer reads no more", null);
            }
            super.write(src);
        }
    }

    private static final class ShutdownReadEndsWriting extends ForwardingFlow {
        ShutdownReadEndsWriting(Flow flow) {
            super(flow);
        }

        @Override
        public void shutdownRead() throws IOException {
            super.shutdownRead();
            shutdownWrite();
        }
    }

    private static final class CloseWaitsForNothing extends OwnEnd {
        private final Duration closeTimeout;
        private final CountDownLatch aborted = new CountDownLatch(1);
        private volatile boolean deaf;

        CloseWaitsForNothing(Flow flow, FlowOptions asked) {
            super(flow);
            closeTimeout = asked.closeTimeout();
        }

        @Override
        public void shutdownRead() throws IOException {
            deaf = true;
            super.shutdownRead();
        }

        @Override
        public void close() throws IOException {
            boolean both = deaf && ended();
            super.close();
            if (both) {
                try {
                    boolean unused = aborted.await(closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void abort() {
            aborted.countDown();
            super.abort();
        }
    }

    private static final class AddressGone extends OwnEnd {
        AddressGone(Flow flow) {
            super(flow);
        }

        @Override
        public FlowAddress localAddress() {
            if (closed()) {
                throw new IllegalStateException("the socket is closed");
            }
            return super.localAddress();
        }
    }
}
