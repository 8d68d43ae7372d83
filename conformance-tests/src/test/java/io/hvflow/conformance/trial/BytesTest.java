package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BytesTest {
    private final Bytes bytes = new Bytes(42);

    @Test
    void aSliceIsTheSameWhereverItBegins() {
        ByteBuffer whole = bytes.slice(0, 1000);

        for (int from = 0; from < 100; from++) {
            assertThat(bytes.slice(from, 900)).isEqualTo(whole.slice(from, 900));
        }
    }

    @Test
    void noEightBytesRepeat() {
        ByteBuffer whole = bytes.slice(0, 100_000);
        Set<Long> seen = new HashSet<>();

        for (int i = 0; i + 8 <= whole.limit(); i++) {
            assertThat(seen.add(whole.getLong(i))).isTrue();
        }
    }

    @Test
    void seedsDiffer() {
        assertThat(new Bytes(43).slice(0, 8)).isNotEqualTo(bytes.slice(0, 8));
    }

    @Test
    void whatIsRightIsTakenAndNotConsumed() {
        ByteBuffer got = bytes.slice(5000, 100);

        bytes.check(got, 5000);

        assertThat(got.remaining()).isEqualTo(100);
    }

    @Test
    void tellsWhereAByteWasChanged() {
        ByteBuffer got = bytes.slice(0, 100);
        got.put(60, (byte) ~got.get(60));

        assertWrong(got, 0, "byte 60 of the stream is", "what came there is not of this stream");
    }

    @Test
    void tellsALoss() {
        ByteBuffer got = ByteBuffer.allocate(100)
                .put(bytes.slice(0, 40))
                .put(bytes.slice(47, 60))
                .flip();

        assertWrong(got, 0, "byte 40 of the stream", "the bytes from 47 on came there, 7 were left out");
    }

    @Test
    void tellsARepetition() {
        assertWrong(bytes.slice(900, 50), 1000, "byte 1000 of the stream", "the bytes from 900 on came there again");
    }

    @Test
    void tellsTheBytesOfAnotherStream() {
        assertWrong(new Bytes(7).slice(0, 50), 0, "byte 0 of the stream", "what came there is not of this stream");
    }

    private void assertWrong(ByteBuffer got, long from, String... says) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> bytes.check(got, from))
                .satisfies(e -> assertThat(e.getMessage()).contains(says));
    }
}
