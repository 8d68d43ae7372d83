package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.engine.BufferedFlow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Flows that are wrong in how a write fails. */
final class WrongRefusals {
    private WrongRefusals() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "W8",
                                "broken-write-stuck",
                                "a write that waits for room when the stream breaks waits on",
                                whole(BrokenWriteStuck::new))
                        .mayFail("W10", "one of its write errors meets a writer who waits for room")
                        .from(SourceDefect.BROKEN_WRITE_STUCK),
                WrongFlow.of(
                                "W9",
                                "closed-peer-takes-all",
                                "writes to a peer that has closed succeed, and what they write is lost",
                                whole(ClosedPeerTakesAll::new))
                        .mayFail("R3", "it writes to a peer of another make that has closed, until a write fails")
                        .mayFail("W10", "it waits for such a write to fail first")
                        .mayFail("W8", "one of its blocked writers is released by the peer's close")
                        .inScripts()
                        .from(SourceDefect.BROKEN_WRITE_STUCK),
                WrongFlow.of(
                                "W9",
                                "sigpipe",
                                "a writev to a peer that has closed does not fail but kills the caller",
                                whole(Sigpipe::new))
                        .inScripts()
                        .from(SourceDefect.SIGPIPE),
                WrongFlow.of(
                                "W10",
                                "error-forgotten",
                                "the write after one that told of the peer's end succeeds",
                                flows(ErrorForgotten::new))
                        .inScripts()
                        .from(SourceDefect.BROKEN_WRITE_STUCK),
                WrongFlow.of(
                        "W12",
                        "time-out-counts-nothing",
                        "a write that times out tells of no bytes, whatever was accepted",
                        flows(TimeOutCountsNothing::new)));
    }

    private static final class BrokenWriteStuck extends Hanging {
        private final Meter transport;

        BrokenWriteStuck(MemorySocket socket, FlowOptions asked) {
            this(new Meter(socket), asked);
        }

        private BrokenWriteStuck(Meter transport, FlowOptions asked) {
            super(BufferedFlow.of(transport, asked));
            this.transport = transport;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowResetException e) {
                throw transport.full() ? hang() : e;
            }
        }
    }

    /** Looks at what no transport tells: that the peer has closed, and not only shut down reading. */
    private static final class ClosedPeerTakesAll extends OwnEnd {
        private final MemorySocket socket;

        ClosedPeerTakesAll(MemorySocket socket, FlowOptions asked) {
            super(BufferedFlow.of(socket, asked));
            this.socket = socket;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowClosedException e) {
                if (ended() || !socket.peerClosed()) {
                    throw e;
                }
                src.position(src.limit());
            }
        }
    }

    /** The system sends the signal for the first write, the one that it does not answer from memory. */
    private static final class Sigpipe extends OwnEnd {
        private final MemorySocket socket;
        private volatile boolean told;

        Sigpipe(MemorySocket socket, FlowOptions asked) {
            super(BufferedFlow.of(socket, asked));
            this.socket = socket;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowException e) {
                told = true;
                throw e;
            }
        }

        @Override
        public void writev(List<ByteBuffer> srcs) throws IOException {
            try {
                super.writev(srcs);
            } catch (FlowClosedException e) {
                if (ended() || told || !socket.peerClosed()) {
                    throw e;
                }
                throw new Error("killed by SIGPIPE", e);
            }
        }
    }

    private static final class ErrorForgotten extends OwnEnd {
        private volatile boolean failed;

        ErrorForgotten(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (failed && !ended()) {
                failed = false;
                src.position(src.limit());
                return;
            }
            try {
                super.write(src);
            } catch (FlowClosedException e) {
                failed = true;
                throw e;
            }
        }
    }

    private static final class TimeOutCountsNothing extends ForwardingFlow {
        TimeOutCountsNothing(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowTimeoutException e) {
                throw new FlowTimeoutException("write", remoteAddress(), "timed out", null, 0);
            }
        }
    }
}
