package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoakTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.bufferSize(4096).windowSize(8192);
    private static final int PAIRS = 6;

    @ParameterizedTest
    @CsvSource({"4000000, 0, 0", "300000, 1000, 0", "30000, 3, 0", "200000, 3000, 200"})
    void T1_bothEndsWriteFarMoreThanAllBuffersOnBothKindsOfThreads(int bytes, int cuts, int latencyMicros)
            throws Exception {
        try (Hypervisor hypervisor = new Hypervisor(Choices.seeded(bytes))) {
            if (cuts > 0) {
                hypervisor.install(Faults.cuts(cuts));
            }
            if (latencyMicros > 0) {
                hypervisor.install(Faults.latency(Duration.ZERO, Duration.ofNanos(latencyMicros * 1000L)));
            }
            FlowListener listener = hypervisor.listen(FlowAddress.parse("sim://guest:any"), OPTIONS);
            List<Running<Long>> sent = new ArrayList<>();
            List<Running<Long>> received = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                Flow near = hypervisor.connect(listener.localAddress(), OPTIONS);
                Flow far = listener.accept();
                sent.add(start(i, () -> send(near, bytes)));
                received.add(start(i + 1, () -> receive(far)));
                sent.add(start(i + 1, () -> send(far, bytes)));
                received.add(start(i, () -> receive(near)));
            }
            for (int i = 0; i < sent.size(); i++) {
                assertThat(received.get(i).get()).isEqualTo(sent.get(i).get());
            }
        }
    }

    private static <T> Running<T> start(int i, Callable<T> body) {
        return Running.start(i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual(), body);
    }

    private static long send(Flow flow, int bytes) throws IOException {
        SplittableRandom random = new SplittableRandom(System.identityHashCode(flow));
        CRC32C sum = new CRC32C();
        byte[] chunk = new byte[20000];
        for (int left = bytes; left > 0; ) {
            int count = Math.min(left, 1 + random.nextInt(chunk.length));
            random.nextBytes(chunk);
            sum.update(chunk, 0, count);
            flow.write(ByteBuffer.wrap(chunk, 0, count));
            left -= count;
        }
        flow.shutdownWrite();
        return sum.getValue();
    }

    private static long receive(Flow flow) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer dst = ByteBuffer.allocateDirect(10000);
        while (flow.read(dst.clear()) >= 0) {
            sum.update(dst.flip());
        }
        return sum.getValue();
    }
}
