package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SocketNameTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void vsockNameIsSockaddrVm() {
        // family 40, reserved, port, cid, flags and zero: linux/vm_sockets.h
        assertThat(SocketName.vsock(3, 5000, 0)).isEqualTo(hex("2800 0000 88130000 03000000 00 000000"));
    }

    @Test
    void vsockNumbersAreUnsigned() {
        byte[] name = SocketName.vsock(0xFFFFFFFFL, 0x80000001L, 0);

        assertThat(name).isEqualTo(hex("2800 0000 01000080 ffffffff 00 000000"));
        assertThat(SocketName.cid(name)).isEqualTo(4294967295L);
        assertThat(SocketName.port(name)).isEqualTo(2147483649L);
    }

    @Test
    void unixNameIsSockaddrUnWithAClosingZero() {
        assertThat(RawSocket.name(Path.of("/run/x"))).isEqualTo(hex("0100 2f72756e2f78 00"));
    }

    @Test
    void pathRoundTrips() {
        Path path = Path.of("/run/some where/x.sock");

        assertThat(SocketName.path(RawSocket.name(path))).contains(path);
    }

    @Test
    void pathEndsAtTheFirstZero() {
        // The kernel returns the whole array when the caller gave it the whole array.
        byte[] name = Arrays.copyOf(RawSocket.name(Path.of("/run/x")), 110);

        assertThat(SocketName.path(name)).contains(Path.of("/run/x"));
    }

    @Test
    void socketWithoutPathHasNone() {
        assertThat(SocketName.path(hex("0100"))).isEmpty();
        assertThat(SocketName.path(new byte[0])).isEmpty();
        assertThat(SocketName.path(hex("0100 00 616273747261637400"))).isEmpty();
    }

    @Test
    void nameByWhichAListenerCameToItsPlaceIsThatPlace() {
        Path place = Path.of("/run/x.sock");

        assertThat(SocketName.path(RawSocket.name(OwnFile.aside(place)))).contains(place);
        Path similar = Path.of("/run/x.sock.hvflow-1234567z");
        assertThat(SocketName.path(RawSocket.name(similar))).contains(similar);
    }

    @Test
    void abstractNameHasAZeroByteInFrontAndNoneBehind() {
        byte[] name = SocketName.unixAbstract("a\0b".getBytes(StandardCharsets.UTF_8));

        assertThat(name).isEqualTo(hex("0100 00 610062"));
        assertThat(SocketName.abstractName(name)).contains("a\0b");
        assertThat(SocketName.path(name)).isEmpty();
        assertThat(SocketName.abstractName(RawSocket.name(Path.of("/run/x")))).isEmpty();
        assertThat(SocketName.abstractName(hex("0100"))).isEmpty();
        assertThat(SocketName.abstractName(hex("0100 00"))).isEmpty();
    }

    @Test
    void L11_bytesThatAreNoTextAreNoName() {
        assertThat(SocketName.path(hex("0100 2fff 00"))).isEmpty();
        assertThat(SocketName.path(hex("0100 2fc328 00"))).isEmpty();
        assertThat(SocketName.abstractName(hex("0100 00 ff"))).isEmpty();
    }

    /** Whatever a peer binds to, and however little the system says. */
    @Test
    void L11_noBytesThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[random.nextInt(SocketName.MAX_SIZE + 1)];
            random.nextBytes(name);
            if (name.length > 2 && random.nextBoolean()) {
                name[2] = (byte) random.nextInt(2);
            }
            SocketName.path(name);
            SocketName.abstractName(name);
            SocketName.cid(name);
            SocketName.port(name);
        }
    }

    @Test
    void L11_differentNamesOfOneTextAreNoneInsteadOfOne() {
        assertThat(FileNames.text(hex("2fff"), StandardCharsets.UTF_8)).isEmpty();
        assertThat(FileNames.text(hex("2ffe"), StandardCharsets.UTF_8)).isEmpty();
        assertThat(FileNames.text(hex("c3a9"), StandardCharsets.US_ASCII)).isEmpty();
        assertThat(FileNames.text(hex("c3a9"), StandardCharsets.UTF_8)).contains("\u00e9");
        assertThatThrownBy(() -> FileNames.bytes("\u00e9", StandardCharsets.US_ASCII))
                .isInstanceOf(CharacterCodingException.class);
    }
}
