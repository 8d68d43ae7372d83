package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FramingTest {
    @Property(tries = 50)
    void R2_framedBytesArriveForEveryPairOfSizes(
            @ForAll @IntRange(min = 1, max = 9000) int messageSize,
            @ForAll @IntRange(min = 1, max = 9000) int bufferSize,
            @ForAll @IntRange(min = 1, max = 9000) int window,
            @ForAll @IntRange(min = 0, max = 20_000) int count)
            throws Exception {
        FlowOptions options =
                FlowOptions.DEFAULTS.framing(true).messageSize(messageSize).bufferSize(bufferSize);
        Flow[] flows = MemorySocket.flows(window, options);
        byte[] data = new byte[count];
        new Random(count).nextBytes(data);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                flows[0].write(ByteBuffer.wrap(data));
                flows[0].shutdownWrite();
            } catch (IOException e) {
                flows[0].abort();
            }
        });
        ByteBuffer dst = ByteBuffer.allocate(count + 1);
        assertThat(flows[1].readInto(dst)).isFalse();
        assertThat(dst.flip()).isEqualTo(ByteBuffer.wrap(data));
        writer.join();
    }
}
