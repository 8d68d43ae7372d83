package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
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
        assertThat(SocketName.unix(Path.of("/run/x"))).isEqualTo(hex("0100 2f72756e2f78 00"));
    }

    @Test
    void pathRoundTrips() {
        Path path = Path.of("/run/some where/x.sock");

        assertThat(SocketName.path(SocketName.unix(path))).contains(path);
    }

    @Test
    void pathEndsAtTheFirstZero() {
        // The kernel returns the whole array when the caller gave it the whole array.
        byte[] name = Arrays.copyOf(SocketName.unix(Path.of("/run/x")), 110);

        assertThat(SocketName.path(name)).contains(Path.of("/run/x"));
    }

    @Test
    void socketWithoutPathHasNone() {
        assertThat(SocketName.path(hex("0100"))).isEmpty();
        assertThat(SocketName.path(new byte[0])).isEmpty();
        assertThat(SocketName.path(hex("0100 00 616273747261637400"))).isEmpty();
    }

    @Test
    void lengthIsInBytes() {
        assertThat(SocketName.length(Path.of("/abc"))).isEqualTo(4);
    }
}
