package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.ReadResult;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * The wire format against a reader and a writer of its own, made from its description alone: a 32-bit word, little-endian, is
 * 0xdeadbeef (the sender reads no more), 0xbeefdead (it writes no more), 0xdeaddead (neither any more), or the number of bytes of
 * data that follow it, 4096 at most. Shares nothing with the code that it checks.
 */
class FrameFormatTest {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.framing(true).closeTimeout(Duration.ofSeconds(20));
    /** More than all that a test writes. */
    private static final int ROOMY = 200_000;

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long SHUTDOWN_READ = 0xdeadbeefL;
    private static final long SHUTDOWN_WRITE = 0xbeefdeadL;
    private static final long CLOSE = 0xdeaddeadL;

    /** What a stream says, in order. */
    private record Decoded(byte[] data, List<Long> signals, boolean dataAfterTheEnd) {}

    private static Decoded decode(byte[] stream) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<Long> signals = new ArrayList<>();
        boolean late = false;
        int at = 0;
        while (at < stream.length) {
            if (stream.length - at < 4 && signals.contains(SHUTDOWN_WRITE)) {
                // The end has been told; where there is no room for the last word, close does not wait for it.
                break;
            }
            assertThat(stream.length - at).as("bytes for a word at " + at).isGreaterThanOrEqualTo(4);
            long word = 0;
            for (int i = 3; i >= 0; i--) {
                word = word * 256 + (stream[at + i] & 0xff);
            }
            at += 4;
            if (word == SHUTDOWN_READ || word == SHUTDOWN_WRITE || word == CLOSE) {
                signals.add(word);
            } else {
                assertThat(word).as("length at " + (at - 4)).isLessThanOrEqualTo(4096);
                assertThat(stream.length - at).as("data at " + at).isGreaterThanOrEqualTo((int) word);
                late |= word > 0 && (signals.contains(SHUTDOWN_WRITE) || signals.contains(CLOSE));
                data.write(stream, at, (int) word);
                at += (int) word;
            }
        }
        return new Decoded(data.toByteArray(), signals, late);
    }

    private static void word(ByteArrayOutputStream stream, long word) {
        for (int shift = 0; shift < 32; shift += 8) {
            stream.write((int) (word >> shift));
        }
    }

    private static byte[] random(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** All that comes at the raw end until it ends. */
    private static byte[] drain(StreamSocket raw) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Waiter waiter = raw.waiting().waiter(Readiness.READABLE);
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        for (int count = 0; count >= 0; count = raw.read(bytes.clear())) {
            all.write(bytes.array(), 0, count);
            if (count == 0) {
                waiter.await(raw.waiting().now() + TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        return all.toByteArray();
    }

    @Property(tries = 200)
    void whatIsWrittenIsWhatTheFormatSays(
            @ForAll @Size(max = 12) List<@IntRange(max = 9000) Integer> writes,
            @ForAll boolean gathered,
            @ForAll boolean shutRead,
            @ForAll boolean shutWrite,
            @ForAll boolean roomy,
            @ForAll @IntRange(min = 4, max = 70_000) int window,
            @ForAll @IntRange(min = 1, max = 70_000) int messageSize,
            @ForAll Random random) {
        assertTimeoutPreemptively(DEADLINE, () -> {
            MemorySocket[] pair = MemorySocket.pair(roomy ? ROOMY : window);
            FutureTask<byte[]> wire = new FutureTask<>(() -> drain(pair[1]));
            Thread.ofVirtual().start(wire);
            Flow flow = BufferedFlow.of(pair[0], OPTIONS.messageSize(messageSize));
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            List<ByteBuffer> buffers = new ArrayList<>();
            for (int count : writes) {
                byte[] bytes = random(random, count);
                expected.write(bytes);
                buffers.add(ByteBuffer.wrap(bytes));
            }
            if (shutRead) {
                flow.shutdownRead();
            }
            if (gathered) {
                flow.writev(buffers);
            } else {
                for (ByteBuffer buffer : buffers) {
                    flow.write(buffer);
                }
            }
            if (shutWrite) {
                flow.shutdownWrite();
            }
            // The peer's end, for which close waits; there is room for it.
            ByteArrayOutputStream end = new ByteArrayOutputStream();
            word(end, SHUTDOWN_WRITE);
            send(pair[1], end.toByteArray(), 4);
            flow.close();

            Decoded decoded = decode(wire.get(20, TimeUnit.SECONDS));
            assertThat(decoded.data()).isEqualTo(expected.toByteArray());
            assertThat(decoded.dataAfterTheEnd()).isFalse();
            assertThat(decoded.signals()).doesNotHaveDuplicates().contains(SHUTDOWN_WRITE);
            if (roomy) {
                assertThat(decoded.signals()).endsWith(SHUTDOWN_WRITE, CLOSE);
            }
            assertThat(decoded.signals().contains(SHUTDOWN_READ)).isEqualTo(shutRead);
        });
    }

    /** In pieces; waits for room as long as it takes. */
    private static void send(StreamSocket raw, byte[] stream, int piece) throws IOException {
        Waiter waiter = raw.waiting().waiter(Readiness.WRITABLE);
        for (int at = 0; at < stream.length; ) {
            ByteBuffer bytes = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
            int count = raw.write(bytes);
            at += count;
            if (count == 0) {
                waiter.await(raw.waiting().now() + TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Property(tries = 200)
    void whatTheFormatSaysIsWhatIsRead(
            @ForAll @Size(max = 12) List<@IntRange(max = 4096) Integer> frames,
            @ForAll boolean signalsBefore,
            @ForAll boolean closes,
            @ForAll @IntRange(min = 1, max = 5000) int piece,
            @ForAll @IntRange(min = 1, max = 70_000) int messageSize,
            @ForAll Random random) {
        assertTimeoutPreemptively(DEADLINE, () -> {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int count : frames) {
                byte[] bytes = random(random, count);
                word(stream, count);
                stream.write(bytes);
                expected.write(bytes);
                if (signalsBefore) {
                    word(stream, SHUTDOWN_READ);
                }
            }
            word(stream, closes ? CLOSE : SHUTDOWN_WRITE);
            MemorySocket[] pair = MemorySocket.pair(stream.size());
            Flow flow = BufferedFlow.of(pair[0], OPTIONS.messageSize(messageSize));
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    send(pair[1], stream.toByteArray(), piece);
                } catch (IOException e) {
                    pair[1].abort();
                }
            });

            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (flow.read() instanceof ReadResult.Data data) {
                byte[] bytes = new byte[data.bytes().remaining()];
                data.bytes().get(bytes);
                assertThat(bytes).isNotEmpty();
                read.write(bytes);
            }
            assertThat(read.toByteArray()).isEqualTo(expected.toByteArray());
            sender.join();
            flow.abort();
        });
    }
}
