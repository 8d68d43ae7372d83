package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** W14: what a caller does to its own buffer harms that call alone, and never memory outside the buffer. */
class CallersBufferTest {
    private static final int SIZE = 4096;
    private static final int CALLS = 10_000;

    private OpenDescriptors before;
    private Sockets sockets;
    private StreamSocket near;
    private StreamSocket far;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        List<StreamSocket> pair = sockets.pair();
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

    static List<Named<IntFunction<ByteBuffer>>> kinds() {
        return List.of(Named.of("direct", ByteBuffer::allocateDirect), Named.of("heap", ByteBuffer::allocate));
    }

    /** Moves a buffer's position between its ends until told to stop. */
    private static Thread racer(ByteBuffer moved, AtomicBoolean over) {
        return Thread.ofPlatform().daemon().start(() -> {
            while (!over.get()) {
                try {
                    moved.position(SIZE - 1);
                    moved.position(0);
                } catch (IllegalArgumentException limited) {
                    Thread.onSpinWait();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void W14_nothingIsReadIntoWhatLiesBehindABufferThatAnotherThreadMoves(IntFunction<ByteBuffer> kind)
            throws Exception {
        ByteBuffer block = kind.apply(2 * SIZE);
        ByteBuffer dst = block.slice(0, SIZE);
        byte[] sent = new byte[65536];
        Arrays.fill(sent, (byte) 'X');
        AtomicBoolean over = new AtomicBoolean();
        Thread racer = racer(dst, over);
        for (int i = 0; i < CALLS; i++) {
            far.write(ByteBuffer.wrap(sent));
            try {
                dst.limit(SIZE).position(0);
                near.read(dst);
            } catch (IllegalArgumentException | IndexOutOfBoundsException garbled) {
                // This call's own harm.
            }
            assertThat(block.getLong(SIZE)).as("behind the buffer").isZero();
        }
        over.set(true);
        racer.join();
        assertThat(block.slice(SIZE, SIZE).mismatch(ByteBuffer.allocate(SIZE))).isNegative();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void W14_nothingIsSentOfWhatLiesBehindABufferThatAnotherThreadMoves(IntFunction<ByteBuffer> kind) throws Exception {
        ByteBuffer block = kind.apply(2 * SIZE);
        for (int i = SIZE; i < 2 * SIZE; i++) {
            block.put(i, (byte) 'S');
        }
        ByteBuffer src = block.slice(0, SIZE);
        ByteBuffer came = ByteBuffer.allocate(65536);
        ByteBuffer zeros = ByteBuffer.allocate(65536);
        AtomicBoolean over = new AtomicBoolean();
        Thread racer = racer(src, over);
        for (int i = 0; i < CALLS; i++) {
            try {
                src.limit(SIZE).position(0);
                near.write(src);
            } catch (IllegalArgumentException | IndexOutOfBoundsException garbled) {
                // This call's own harm.
            }
            int count = far.read(came.clear());
            assertThat(came.flip().mismatch(zeros.clear().limit(count)))
                    .as("what was sent")
                    .isNegative();
        }
        over.set(true);
        racer.join();
    }

    @Test
    void W14_aBufferWhoseArenaIsClosedFailsThatCallAlone() throws Exception {
        ByteBuffer gone;
        try (Arena arena = Arena.ofShared()) {
            gone = arena.allocate(16).asByteBuffer();
        }

        assertThatThrownBy(() -> near.write(gone)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> near.read(gone)).isInstanceOf(IllegalStateException.class);

        assertStreamIsWhole();
    }

    @Test
    void W14_aBufferOfAnotherThreadsArenaFailsThatCallAlone() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer mine = arena.allocate(16).asByteBuffer();
            Thread other = Thread.ofVirtual().start(() -> {
                assertThatThrownBy(() -> near.write(mine)).isInstanceOf(WrongThreadException.class);
                assertThatThrownBy(() -> near.read(mine)).isInstanceOf(WrongThreadException.class);
            });
            assertThat(other.join(Duration.ofSeconds(20))).isTrue();
            assertThat(near.write(mine)).as("its own thread may").isEqualTo(16);
            assertThat(far.read(ByteBuffer.allocate(32))).isEqualTo(16);
        }

        assertStreamIsWhole();
    }

    /** What is asked for is not what looks like an end of the stream. */
    @Test
    void W14_aBufferWithNothingRemainingIsNoEndOfStream() throws Exception {
        for (IntFunction<ByteBuffer> kind :
                List.<IntFunction<ByteBuffer>>of(ByteBuffer::allocateDirect, ByteBuffer::allocate)) {
            ByteBuffer none = kind.apply(8).position(8);
            assertThatThrownBy(() -> near.read(none)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> near.write(none)).isInstanceOf(IllegalArgumentException.class);
        }

        assertStreamIsWhole();
    }

    private void assertStreamIsWhole() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        assertThat(near.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isEqualTo(3);
        assertThat(far.read(bytes)).isEqualTo(3);
        assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(far.write(ByteBuffer.wrap(new byte[] {4}))).isEqualTo(1);
        assertThat(near.read(bytes.clear())).isEqualTo(1);
    }
}
