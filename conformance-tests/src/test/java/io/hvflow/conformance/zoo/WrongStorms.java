package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** Flows that are wrong only when several threads call and end at the same moment. */
final class WrongStorms {
    private WrongStorms() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                                "T7",
                                "turn-lost",
                                "a read that waits behind another stays there when that one has left because of a close or an abort",
                                flows((flow, asked) -> new TurnLost(flow, asked.readTimeout())))
                        .mayFail("C6", "it closes a flow with several blocked reads")
                        .mayFail("C8", "it aborts one"),
                WrongFlow.of(
                                "T7",
                                "shutdown-during-close",
                                "a close during which the same end is shut down waits without a bound",
                                flows(ShutdownDuringClose::new))
                        .mayFail("O3", "a copy shuts the flow down that is being closed"),
                WrongFlow.of(
                                "T7",
                                "wake-lost",
                                "a close during which the flow is aborted waits for a wake that went to the other",
                                flows(WakeLost::new))
                        .mayFail("C8", "it aborts a flow that is closing"));
    }

    /** Whatever the flow's own end does: a trial interrupts its threads in the end. */
    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class TurnLost extends ForwardingFlow {
        private final Semaphore turn = new Semaphore(1, true);
        private volatile boolean closed;
        private volatile Duration timeout;

        TurnLost(Flow flow, Duration timeout) {
            super(flow);
            this.timeout = timeout;
        }

        private interface Read<T> {
            T run() throws IOException;
        }

        private <T> T inTurn(Read<T> read) throws IOException {
            if (closed || !timeout.equals(FlowOptions.FOREVER)) {
                return read.run();
            }
            try {
                turn.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("read: interrupted behind another");
            }
            boolean leftWithIt = false;
            try {
                return read.run();
            } catch (FlowClosedException e) {
                leftWithIt = true;
                throw e;
            } finally {
                if (!leftWithIt) {
                    turn.release();
                }
            }
        }

        @Override
        public ReadResult read() throws IOException {
            return inTurn(super::read);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return inTurn(() -> super.read(dst));
        }

        @Override
        public boolean readInto(ByteBuffer dst) throws IOException {
            return inTurn(() -> super.readInto(dst));
        }

        @Override
        public void setReadTimeout(Duration time) {
            timeout = time;
            super.setReadTimeout(time);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }

        @Override
        public void abort() {
            closed = true;
            super.abort();
        }
    }

    private static final class ShutdownDuringClose extends ForwardingFlow {
        private volatile boolean closing;
        private volatile boolean lost;

        ShutdownDuringClose(Flow flow) {
            super(flow);
        }

        @Override
        public void shutdownRead() throws IOException {
            lost |= closing;
            super.shutdownRead();
        }

        @Override
        public void shutdownWrite() throws IOException {
            lost |= closing;
            super.shutdownWrite();
        }

        @Override
        public void close() throws IOException {
            closing = true;
            try {
                super.close();
            } finally {
                closing = false;
            }
            if (lost) {
                untilInterrupted();
            }
        }
    }

    private static final class WakeLost extends ForwardingFlow {
        private volatile boolean closing;
        private volatile boolean lost;

        WakeLost(Flow flow) {
            super(flow);
        }

        @Override
        public void close() throws IOException {
            closing = true;
            try {
                super.close();
            } finally {
                closing = false;
            }
            if (lost) {
                untilInterrupted();
            }
        }

        @Override
        public void abort() {
            lost |= closing;
            super.abort();
        }
    }
}
