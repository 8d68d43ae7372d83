package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Tokens come from bug reports, by copy and paste: a tape, or a refusal that says why; and never more memory than a tape needs. */
class TokenFuzzTest {
    private static String token(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(body);
        all.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return "flow1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(all.toByteArray());
    }

    /** A tape that is read is the same when it is written and read again. */
    private static void read(String token) {
        Tape tape;
        try {
            tape = Token.read(token);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("token");
            return;
        }
        assertThat(Token.read(Token.write(tape)).toString()).isEqualTo(tape.toString());
    }

    @Property(tries = 2000)
    void anyText(@ForAll String text) {
        read(text);
        read("flow1:" + text);
    }

    @Property(tries = 500)
    void anyBodyWithTheRightChecksum(@ForAll("bodies") byte[] body) {
        read(token(body));
    }

    /** Kinds, and numbers of one byte and of the greatest lengths. */
    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> number = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 127).map(value -> new byte[] {value.byteValue()}),
                Arbitraries.of(
                        new byte[] {-1, 1},
                        new byte[] {-1, -1, 1},
                        new byte[] {-1, -1, -1, -1, 7},
                        new byte[] {-1, -1, -1, -1, 127},
                        new byte[] {-1, -1, -1, -1, -1, -1}));
        return number.list().ofMaxSize(20).map(TokenFuzzTest::values);
    }

    private static byte[] values(List<byte[]> numbers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(1);
        numbers.forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Test
    void aFewBytesDoNotStandForMoreValuesThanAnySimulationChooses() {
        assertThatThrownBy(() -> Token.read(token(new byte[] {1, -1, -1, -1, 127, 1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more values");
    }
}
