package io.hvflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReadResultTest {

    @Test
    void R1_dataIsNeverEmpty() {
        ByteBuffer consumed = ByteBuffer.allocate(8).position(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadResult.Data(ByteBuffer.allocate(0)))
                .withMessage("a read never brings an empty buffer");
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadResult.Data(consumed));
        assertThatNullPointerException()
                .isThrownBy(() -> new ReadResult.Data(null))
                .withMessage("bytes");
    }

    @Test
    void R7_dataIsTheVeryBuffer() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(1);
        assertThat(new ReadResult.Data(bytes).bytes()).isSameAs(bytes);
    }

    @Test
    void R4_endsOfStreamAreEqual() {
        assertThat(new ReadResult.Eof()).isEqualTo(new ReadResult.Eof());
    }

    @Test
    void outcomesAreAClosedSet() {
        assertThat(describe(new ReadResult.Data(ByteBuffer.allocate(3)))).isEqualTo("3 bytes");
        assertThat(describe(new ReadResult.Eof())).isEqualTo("end of stream");
    }

    private static String describe(ReadResult result) {
        return switch (result) {
            case ReadResult.Data(ByteBuffer bytes) -> bytes.remaining() + " bytes";
            case ReadResult.Eof() -> "end of stream";
        };
    }
}
