package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowStats;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers do to their own buffers. */
@Timeout(60)
class CallersBufferTest {

    private static ByteBuffer ofClosedArena(int size) {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(size).asByteBuffer();
        }
    }

    private static Flow[] flows(boolean framed) {
        return MemorySocket.flows(100_000, FlowOptions.DEFAULTS.framing(framed));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void W14_aWriteOfABufferWhoseArenaIsClosedLeavesTheStreamWhole(boolean framed) throws IOException {
        Flow[] pair = flows(framed);
        for (int size : new int[] {8, 4097, 50_000}) {
            assertThatThrownBy(() -> pair[0].write(ofClosedArena(size))).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> pair[0].writev(ByteBuffer.wrap(new byte[] {1, 2}), ofClosedArena(8)))
                .isInstanceOf(IllegalStateException.class);
        pair[0].write(ByteBuffer.wrap(new byte[] {3, 4}));
        pair[0].shutdownWrite();
        ByteBuffer came = ByteBuffer.allocate(10);
        assertThat(pair[1].readInto(came)).isFalse();
        assertThat(came.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        assertThat(pair[0].stats().bytesWritten()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void W14_aReadIntoABufferWhoseArenaIsClosedLosesNoByte(boolean framed) throws IOException {
        Flow[] pair = flows(framed);
        pair[0].write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        assertThat(pair[1].read(ByteBuffer.allocate(1))).isOne();
        assertThatThrownBy(() -> pair[1].read(ofClosedArena(8))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pair[1].readInto(ofClosedArena(2))).isInstanceOf(IllegalStateException.class);
        ByteBuffer rest = ByteBuffer.allocate(3);
        assertThat(pair[1].readInto(rest)).isTrue();
        assertThat(rest.array()).containsExactly(2, 3, 4);
        assertThat(pair[1].stats()).isEqualTo(new FlowStats(4, 2, 0, 0));
    }

    @Test
    void O1_oneBufferTwiceInAGatheredWriteCountsWhatWasSent() throws IOException {
        Flow[] pair = flows(false);
        ByteBuffer src = ByteBuffer.wrap(new byte[5]);
        pair[0].writev(List.of(src, src));
        assertThat(pair[0].stats()).isEqualTo(new FlowStats(0, 0, 5, 1));
    }

    @Test
    void W14_aPositionThatAnotherThreadMovesGarblesTheBytesAndNoCounter() throws Exception {
        Flow[] pair = flows(false);
        ByteBuffer shared = ByteBuffer.allocate(3000);
        Thread mover = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                shared.clear();
                shared.position(2999);
                shared.position(100).limit(200);
            }
        });
        Thread drain = Thread.ofPlatform().daemon().start(() -> {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(5000);
                while (pair[1].read(buffer.clear()) >= 0) {
                    // what came is garbage; how much is looked at below
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try {
            for (int i = 0; i < 20_000; i++) {
                try {
                    pair[0].write(shared);
                } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException ofTheCallers) {
                    // this call alone
                }
            }
        } finally {
            mover.interrupt();
            mover.join();
        }
        pair[0].write(ByteBuffer.allocate(10));
        pair[0].close();
        drain.join();
        assertThat(pair[1].stats().bytesRead()).isEqualTo(pair[0].stats().bytesWritten());
    }
}
