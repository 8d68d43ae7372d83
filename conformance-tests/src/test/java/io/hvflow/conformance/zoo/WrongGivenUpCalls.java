package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Flows whose calls are given up in a wrong way: at the wrong moment, with the wrong buffers, by the wrong time-out.
 */
final class WrongGivenUpCalls {
    private WrongGivenUpCalls() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "R14",
                        "options-read-time-out",
                        "the time-out of reads that the options have is forgotten",
                        Breed.options(asked -> asked.readTimeout(FlowOptions.FOREVER))),
                WrongFlow.of(
                        "R14",
                        "limit-of-read-lost",
                        "a readInto that times out with a part leaves the buffer's limit behind it",
                        flows(LimitOfReadLost::new)),
                WrongFlow.of(
                        "R15",
                        "interrupted-before",
                        "a read by a thread that was interrupted before it waits all the same",
                        flows(InterruptedBefore::new)),
                WrongFlow.of(
                        "W12",
                        "options-write-time-out",
                        "the time-out of writes that the options have is forgotten",
                        Breed.options(asked -> asked.writeTimeout(FlowOptions.FOREVER))),
                WrongFlow.of(
                        "W12",
                        "limit-of-write-lost",
                        "a write that times out leaves the buffer's limit behind what was accepted",
                        flows(LimitOfWriteLost::new)),
                WrongFlow.of(
                        "W12",
                        "interrupted-with-room",
                        "a write that need not wait throws if its thread was interrupted before",
                        flows(InterruptedWithRoom::new)));
    }

    private static final class LimitOfReadLost extends ForwardingFlow {
        LimitOfReadLost(Flow flow) {
            super(flow);
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            try {
                return super.readInto(dst);
            } catch (FlowTimeoutException e) {
                if (e.bytes() > 0) {
                    dst.limit(dst.position());
                }
                throw e;
            }
        }
    }

    private static final class InterruptedBefore extends ForwardingFlow {
        InterruptedBefore(Flow flow) {
            super(flow);
        }

        @Override
        public ReadResult read() throws IOException {
            boolean before = Thread.interrupted();
            try {
                return super.read();
            } finally {
                if (before) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static final class LimitOfWriteLost extends ForwardingFlow {
        LimitOfWriteLost(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowTimeoutException e) {
                src.limit(src.position());
                throw e;
            }
        }
    }

    private static final class InterruptedWithRoom extends ForwardingFlow {
        InterruptedWithRoom(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("write: interrupted");
            }
            super.write(src);
        }
    }
}
