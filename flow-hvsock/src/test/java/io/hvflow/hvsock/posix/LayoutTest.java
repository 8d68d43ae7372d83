package io.hvflow.hvsock.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes, as the systems' headers have them. Those of macOS have not been shown to a macOS kernel. */
class LayoutTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({"Linux, LINUX", "Mac OS X, MACOS"})
    void isChosenByTheSystem(String os, Layout layout) {
        assertThat(Layout.of(os)).isSameAs(layout);
    }

    @Test
    void linuxBeginsWithAFamilyOfTwoBytes() {
        assertThat(Layout.LINUX.vsock(3, 5000, 0)).isEqualTo(hex("2800 0000 88130000 03000000 00 000000"));
        assertThat(Layout.LINUX.unix("/run/x".getBytes(US_ASCII))).isEqualTo(hex("0100 2f72756e2f78 00"));
        assertThat(Layout.LINUX.maxPath).isEqualTo(107);
    }

    @Test
    void macosBeginsWithALengthAndAFamilyOfOneByteEach() {
        // svm_len 12, svm_family 40, svm_reserved1, svm_port, svm_cid: sys/vsock.h
        assertThat(Layout.MACOS.vsock(3, 5000, 0)).isEqualTo(hex("0c 28 0000 88130000 03000000"));
        assertThat(Layout.MACOS.vsock(0xFFFFFFFFL, 0x80000001L, 0)).isEqualTo(hex("0c 28 0000 01000080 ffffffff"));
        // sun_len, sun_family, sun_path: sys/un.h
        assertThat(Layout.MACOS.unix("/run/x".getBytes(US_ASCII))).isEqualTo(hex("09 01 2f72756e2f78 00"));
        assertThat(Layout.MACOS.maxPath).isEqualTo(103);
    }

    @Test
    void theFlagToTheHostIsLinuxOnly() {
        assertThat(Layout.LINUX.vsock(3, 5000, Linux.VMADDR_FLAG_TO_HOST))
                .isEqualTo(hex("2800 0000 88130000 03000000 01 000000"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layout.MACOS.vsock(3, 5000, Linux.VMADDR_FLAG_TO_HOST))
                .withMessageContaining("flags are 1, must be 0");
    }

    @ParameterizedTest
    @EnumSource
    void numbersAreReadUnsigned(Layout layout) {
        byte[] name = layout.vsock(0xFFFFFFFFL, 0x80000001L, 0);

        assertThat(layout.cid(name)).isEqualTo(4294967295L);
        assertThat(layout.port(name)).isEqualTo(2147483649L);
        assertThat(layout.cid(new byte[0])).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void pathsRoundTripAndEndAtTheFirstZero(Layout layout) {
        byte[] path = "/run/x".getBytes(US_ASCII);
        byte[] name = layout.unix(path);

        assertThat(layout.path(name)).isEqualTo(path);
        assertThat(layout.path(Arrays.copyOf(name, 106))).isEqualTo(path);
        assertThat(layout.path(Arrays.copyOf(name, 2))).isEmpty();
        assertThat(layout.path(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theLongestPathFillsTheStructure(Layout layout) {
        byte[] path = "x".repeat(layout.maxPath).getBytes(US_ASCII);

        assertThat(layout.unix(path)).hasSize(2 + layout.maxPath + 1);
        assertThat(layout.path(layout.unix(path))).isEqualTo(path);
    }
}
