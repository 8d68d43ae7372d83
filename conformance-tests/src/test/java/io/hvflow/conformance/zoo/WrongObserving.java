package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.flows;

import io.hvflow.Flow;
import io.hvflow.FlowStats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Flows that are wrong in what they tell of themselves. */
final class WrongObserving {
    private WrongObserving() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "O1", "buffers-counted", "a writev counts once for each buffer", flows(BuffersCounted::new)),
                WrongFlow.of(
                        "O2",
                        "halves-counted",
                        "a direct buffer is written in two halves, and counts twice",
                        flows(HalvesCounted::new)));
    }

    private static final class BuffersCounted extends ForwardingFlow {
        private final AtomicLong more = new AtomicLong();

        BuffersCounted(Flow flow) {
            super(flow);
        }

        @Override
        public void writev(List<ByteBuffer> srcs) throws IOException {
            int count = srcs.size();
            super.writev(srcs);
            more.addAndGet(Math.max(0, count - 1));
        }

        @Override
        public FlowStats stats() {
            FlowStats stats = super.stats();
            return new FlowStats(stats.bytesRead(), stats.reads(), stats.bytesWritten(), stats.writes() + more.get());
        }
    }

    private static final class HalvesCounted extends ForwardingFlow {
        HalvesCounted(Flow flow) {
            super(flow);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            if (src.isDirect() && src.remaining() > 1) {
                int limit = src.limit();
                src.limit(src.position() + src.remaining() / 2);
                try {
                    super.write(src);
                } finally {
                    src.limit(limit);
                }
            }
            super.write(src);
        }
    }
}
