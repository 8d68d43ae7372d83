package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Carrier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A control channel in memory: two streams, with an end for the agent and one for the suite. */
final class Pipes {
    private static final int END = -1;

    private final BlockingQueue<Integer> toAgent = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> toSuite = new LinkedBlockingQueue<>();

    /** What the suite has. */
    Carrier suite() {
        return carrier(toSuite, toAgent);
    }

    /** What the agent has. */
    Carrier agent() {
        return carrier(toAgent, toSuite);
    }

    private static Carrier carrier(BlockingQueue<Integer> from, BlockingQueue<Integer> to) {
        return new Carrier() {
            @Override
            public InputStream in() {
                return new QueueInput(from);
            }

            @Override
            public OutputStream out() {
                return new OutputStream() {
                    @Override
                    public void write(int b) {
                        to.add(b & 0xFF);
                    }
                };
            }

            @Override
            public void close() {
                from.add(END);
                to.add(END);
            }
        };
    }

    private static final class QueueInput extends InputStream {
        private final BlockingQueue<Integer> queue;
        private boolean ended;

        QueueInput(BlockingQueue<Integer> queue) {
            this.queue = queue;
        }

        @Override
        public int read() throws IOException {
            try {
                int next = ended ? END : queue.take();
                ended = next == END;
                return next;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** What is there, but at least one byte. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int first = length == 0 ? 0 : read();
            if (first == END || length == 0) {
                return first;
            }
            bytes[offset] = (byte) first;
            int count = 1;
            while (count < length && !ended && !queue.isEmpty()) {
                int next = read();
                if (next != END) {
                    bytes[offset + count++] = (byte) next;
                }
            }
            return count;
        }
    }
}
