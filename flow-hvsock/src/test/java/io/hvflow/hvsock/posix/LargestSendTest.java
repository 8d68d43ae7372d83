package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A family whose sockets are given no more than some bytes at once. */
class LargestSendTest {
    private static final int LARGEST = 100;

    private OpenDescriptors before;
    private Sockets sockets;
    private StreamSocket near;
    private StreamSocket far;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        List<StreamSocket> pair = sockets.pair(new MuteFamily(
                new SocketQuirks(SocketQuirks.BlockedWriters.REPORTED, true, false, false, false, LARGEST)));
        near = pair.getFirst();
        far = pair.getLast();
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
        sockets.close();
        before.awaitNoneAdded();
    }

    static Stream<Named<ByteBuffer>> buffers() {
        return Stream.of(
                Named.of("heap", ByteBuffer.allocate(3 * LARGEST)),
                Named.of("direct", ByteBuffer.allocateDirect(3 * LARGEST)));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void noSendIsLarger(ByteBuffer bytes) throws IOException {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) i);
        }
        bytes.limit(2 * LARGEST + 50);

        assertThat(near.write(bytes)).isEqualTo(LARGEST);
        assertThat(near.write(bytes)).isEqualTo(LARGEST);
        assertThat(near.write(bytes)).isEqualTo(50);

        ByteBuffer arrived = ByteBuffer.allocate(3 * LARGEST);
        assertThat(far.read(arrived)).isEqualTo(bytes.limit());
        assertThat(arrived.flip()).isEqualTo(bytes.flip());
    }

    @Test
    void vsockIsGivenOneBufferOfTheKernelAtMost() {
        int bookkeeping =
                48 + 45 * 16 + 44; // skb_shared_info with the most fragments that can be configured, and the header
        assertThat(SocketQuirks.VSOCK.largestSend()).isLessThanOrEqualTo(32768 - bookkeeping);
    }
}
