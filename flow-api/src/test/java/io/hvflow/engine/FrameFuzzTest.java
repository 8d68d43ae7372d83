package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.ReadResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A peer that frames as it likes: whatever it sends is read, ended, or refused by a typed failure, and however it is cut. */
class FrameFuzzTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS
            .framing(true)
            .readTimeout(Duration.ofSeconds(20))
            .closeTimeout(Duration.ZERO);
    private static final int WINDOW = 100_000;

    /** What a reader makes of a stream: its bytes, and how it ended. */
    private record Reading(byte[] bytes, String end) {}

    @Property(tries = 500)
    void R5_whateverComesIsReadTheSameHoweverItIsCut(
            @ForAll("streams") byte[] stream,
            @ForAll @IntRange(min = 1, max = 40) int piece,
            @ForAll @IntRange(min = 1, max = 5000) int messageSize) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            Reading whole = read(stream, stream.length, 4096);
            Reading cut = read(stream, piece, messageSize);

            assertThat(cut.end()).isEqualTo(whole.end());
            assertThat(cut.bytes()).isEqualTo(whole.bytes());
            assertThat(whole.bytes().length).isLessThanOrEqualTo(stream.length);
        });
    }

    private static Reading read(byte[] stream, int piece, int messageSize) throws IOException {
        MemorySocket[] pair = MemorySocket.pair(WINDOW);
        Flow flow = BufferedFlow.of(pair[0], OPTIONS.messageSize(messageSize));
        for (int at = 0; at < stream.length; at += piece) {
            pair[1].write(ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at)));
        }
        pair[1].close();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String end = "end";
        try {
            while (flow.read() instanceof ReadResult.Data data) {
                byte[] some = new byte[data.bytes().remaining()];
                data.bytes().get(some);
                bytes.writeBytes(some);
            }
        } catch (FlowResetException broken) {
            end = broken.getMessage();
        }
        try {
            flow.close();
        } catch (FlowException late) {
            // The end of the stream has no room behind what this peer never reads.
        }
        return new Reading(bytes.toByteArray(), end);
    }

    /** Words that mean something, words that nearly do, data, and noise. */
    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<byte[]> word = Arbitraries.of(
                        0xdeadbeef,
                        0xbeefdead,
                        0xdeaddead,
                        0,
                        1,
                        2,
                        4095,
                        4096,
                        4097,
                        -1,
                        Integer.MIN_VALUE,
                        0xdeadbeee)
                .map(FrameFuzzTest::word);
        Arbitrary<byte[]> frame =
                Arbitraries.integers().between(0, 300).map(count -> concat(List.of(word(count), new byte[count])));
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(9);
        return Arbitraries.oneOf(word, frame, frame, noise)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(FrameFuzzTest::concat)
                .filter(stream -> stream.length > 0);
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(4)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] concat(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
