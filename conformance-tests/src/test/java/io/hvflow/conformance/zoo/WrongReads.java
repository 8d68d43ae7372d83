package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;
import static io.hvflow.conformance.zoo.Breed.sockets;
import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.ReadResult;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Flows that are wrong in what a read brings. */
final class WrongReads {
    private WrongReads() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "R1",
                                "empty-before-end",
                                "read() brings an empty buffer just before end of stream",
                                flows(EmptyBeforeEnd::new))
                        .inScripts()
                        .from(SourceDefect.EMPTY_CHUNK),
                WrongFlow.of(
                                "R2",
                                "tiny-messages",
                                "the last two bytes of a message of less than eight change places",
                                sockets(TinyMessages::new))
                        .mayFail("B4", "it tries such messages too"),
                WrongFlow.of(
                                "R3",
                                "failed-write-ends-reading",
                                "a write that fails because the peer is gone drops what the peer had sent",
                                flows(FailedWriteEndsReading::new))
                        .mayFail("H11", "what a peer of another make had sent is dropped the same way"),
                WrongFlow.of(
                                "R4",
                                "end-not-final",
                                "a read after end of stream fails instead of saying it again",
                                flows(EndNotFinal::new))
                        .inScripts(),
                WrongFlow.of(
                                "R5",
                                "reset-reads-as-end",
                                "a reset that meets a pending read is reported as end of stream",
                                sockets(ResetReadsAsEnd::new))
                        .mayFail("O2", "the read of a proxy may be pending when its stream breaks")
                        .from(SourceDefect.RESET_READS_AS_END),
                WrongFlow.of(
                                "R5",
                                "abort-reads-as-close",
                                "over a transport that cannot tell a reset, a broken stream looks closed by this end",
                                whole(AbortReadsAsClose::new))
                        .without(Capability.RESET_DETECTION)
                        .mayFail("C8", "it reads to the end of streams that were aborted too")
                        .inScripts(),
                WrongFlow.of(
                                "R6",
                                "error-then-end",
                                "reads after one that told of a reset say end of stream",
                                flows(ErrorThenEnd::new))
                        .inScripts(),
                WrongFlow.of(
                        "R7", "shared-buffer", "read() brings the same buffer every time", flows(SharedBuffer::new)),
                WrongFlow.of(
                                "R11",
                                "no-room-is-end",
                                "read(dst) with nothing remaining says end of stream",
                                flows(NoRoomIsEnd::new))
                        .inScripts(),
                WrongFlow.of(
                                "R12",
                                "read-after-read-into",
                                "a read() after a readInto of a hundred bytes or more leaves out one byte",
                                flows(ReadAfterReadInto::new))
                        .inScripts());
    }

    /** The buffer is emptied behind the back of the result, which refuses an empty one. */
    private static final class EmptyBeforeEnd extends ForwardingFlow {
        private volatile boolean said;

        EmptyBeforeEnd(Flow flow) {
            super(flow);
        }

        @Override
        public ReadResult read() throws IOException {
            ReadResult result = super.read();
            if (said || result instanceof ReadResult.Data) {
                return result;
            }
            said = true;
            ReadResult.Data empty = new ReadResult.Data(ByteBuffer.allocate(1));
            empty.bytes().position(1);
            return empty;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            int count = super.read(dst);
            said |= count == -1;
            return count;
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            boolean full = super.readInto(dst);
            said |= !full;
            return full;
        }

        @Override
        public void shutdownRead() throws IOException {
            said = true;
            super.shutdownRead();
        }
    }

    private static final class TinyMessages extends ForwardingSocket {
        private final int messageSize;

        TinyMessages(StreamSocket socket, FlowOptions options) {
            super(socket);
            messageSize = options.messageSizeOr(FlowOptions.DEFAULT_MESSAGE_SIZE);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            int count = super.read(dst);
            if (messageSize < 8 && count == messageSize && count > 1) {
                int last = dst.position() - 1;
                byte kept = dst.get(last);
                dst.put(last, dst.get(last - 1)).put(last - 1, kept);
            }
            return count;
        }
    }

    private static final class FailedWriteEndsReading extends OwnEnd {
        private volatile boolean failed;

        FailedWriteEndsReading(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowClosedException e) {
                failed = !ended();
                throw e;
            }
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return failed ? -1 : super.read(dst);
        }
    }

    private static final class EndNotFinal extends ForwardingFlow {
        private volatile boolean ended;
        private volatile boolean own;

        EndNotFinal(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            if (ended) {
                throw new FlowClosedException("read", remoteAddress(), "the stream has ended", null);
            }
            int count = super.read(dst);
            ended = count == -1 && !own;
            return count;
        }

        @Override
        public void shutdownRead() throws IOException {
            own = true;
            super.shutdownRead();
        }
    }

    private static final class ResetReadsAsEnd extends ForwardingSocket {
        private volatile boolean pending;

        ResetReadsAsEnd(StreamSocket socket) {
            super(socket);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            try {
                int count = super.read(dst);
                pending = count == 0;
                return count;
            } catch (FlowResetException e) {
                if (pending) {
                    return -1;
                }
                throw e;
            }
        }
    }

    private static final class AbortReadsAsClose extends ForwardingFlow {
        private final MemorySocket socket;

        AbortReadsAsClose(MemorySocket socket, FlowOptions asked) {
            super(BufferedFlow.of(socket, asked));
            this.socket = socket;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            int count = super.read(dst);
            if (count == -1 && socket.peerAborted()) {
                throw new FlowClosedException("read", remoteAddress(), "the socket is closed", null);
            }
            return count;
        }
    }

    private static final class ErrorThenEnd extends ForwardingFlow {
        private volatile boolean failed;

        ErrorThenEnd(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            if (failed) {
                return -1;
            }
            try {
                return super.read(dst);
            } catch (FlowResetException e) {
                failed = true;
                throw e;
            }
        }
    }

    private static final class SharedBuffer extends ForwardingFlow {
        private final ByteBuffer shared = ByteBuffer.allocate(FlowOptions.DEFAULT_MESSAGE_SIZE);

        SharedBuffer(Flow flow) {
            super(flow);
        }

        @Override
        public ReadResult read() throws IOException {
            return switch (super.read()) {
                case ReadResult.Data(ByteBuffer bytes) ->
                    new ReadResult.Data(shared.clear().put(bytes).flip());
                case ReadResult.Eof end -> end;
            };
        }
    }

    private static final class NoRoomIsEnd extends ForwardingFlow {
        NoRoomIsEnd(Flow flow) {
            super(flow);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return dst.hasRemaining() ? super.read(dst) : -1;
        }
    }

    private static final class ReadAfterReadInto extends ForwardingFlow {
        private static final int LONG = 100;

        private volatile boolean after;

        ReadAfterReadInto(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            after = dst.remaining() >= LONG;
            return super.readInto(dst);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            after = false;
            return super.read(dst);
        }

        @Override
        public ReadResult read() throws IOException {
            ReadResult result = super.read();
            if (after && result instanceof ReadResult.Data data && data.bytes().remaining() > 1) {
                data.bytes().get();
            }
            after = false;
            return result;
        }
    }
}
