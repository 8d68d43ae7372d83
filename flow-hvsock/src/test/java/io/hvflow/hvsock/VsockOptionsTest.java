package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.VsockAddress;
import io.hvflow.hvsock.posix.Descriptor;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.RawSocket;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the options ask for, as numbers and bytes, and where the kernel has AF_VSOCK, what it makes of them; nothing connects. */
class VsockOptionsTest {
    private static final VsockFamily VSOCK = new VsockFamily();
    private static final VsockAddress HOST = new VsockAddress(VsockAddress.CID_HOST, 5000);
    private static final VsockBuffer SYSTEM = new VsockBuffer(128, 262144, 262144);

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void B5_sizesOutOfBoundsAreRefusedWithValueAndBound() {
        VsockOptions none = VsockOptions.DEFAULTS;
        assertRefused(() -> none.bufferSize(0), "bufferSize is 0, must be from 1 to 4294967295");
        assertRefused(() -> none.bufferSize(1L << 32), "bufferSize is 4294967296, must be from 1 to 4294967295");
        assertRefused(() -> none.bufferMinSize(-1), "bufferMinSize is -1, must be from 1 to 4294967295");
        assertRefused(() -> none.bufferMaxSize(0), "bufferMaxSize is 0, must be from 1 to 4294967295");
    }

    @Test
    void B5_sizesThatDoNotFitEachOtherAreRefused() {
        VsockOptions sized = VsockOptions.DEFAULTS.bufferSize(1000);
        assertRefused(() -> sized.bufferMinSize(1001), "bufferMinSize is 1001, must be from 1 to 1000");
        assertRefused(() -> sized.bufferMaxSize(999), "bufferMaxSize is 999, must be from 1000 to 4294967295");
        assertRefused(
                () -> VsockOptions.DEFAULTS.bufferMaxSize(50).bufferMinSize(51),
                "bufferMinSize is 51, must be from 1 to 50");
    }

    @Test
    void eachChangeChangesNothingElse() {
        assertThat(VsockOptions.DEFAULTS
                        .toHost(true)
                        .bufferMaxSize(30)
                        .bufferMinSize(10)
                        .bufferSize(20))
                .isEqualTo(VsockOptions.DEFAULTS
                        .bufferSize(20)
                        .bufferMinSize(10)
                        .bufferMaxSize(30)
                        .toHost(true));
        assertThat(VsockOptions.DEFAULTS.toHost(true).hasSizes()).isFalse();
    }

    /** Zero stands for what is not given. */
    @ParameterizedTest
    @CsvSource({
        "8388608,    0,      0,       0,  128,    8388608,    8388608",
        "4294967295, 0,      0,       0,  128,    4294967295, 4294967295",
        "100,        0,      0,       0,  100,    100,        262144",
        "0,          0,      0,  500000,  128,    500000,     500000",
        "70000,      0,      0,  500000,  128,    70000,      262144",
        "0,          0,  65536,       0,  128,    65536,      65536",
        "0,          0,  65536,  500000,  128,    65536,      65536",
        "0,          0,    100,       0,  100,    100,        100",
        "0,     300000,      0,       0,  300000, 300000,     300000",
        "2000,    1000,   3000,       0,  1000,   2000,       3000",
        "0,          0,      0,       1,  128,    65536,      262144",
        "0,          0,   4096,       1,  128,    4096,       4096",
    })
    void boundsThatAreNotGivenMoveWithTheSize(
            long size, long min, long max, int window, long newMin, long newSize, long newMax) {
        VsockOptions asked = VsockOptions.DEFAULTS;
        asked = size == 0 ? asked : asked.bufferSize(size);
        asked = min == 0 ? asked : asked.bufferMinSize(min);
        asked = max == 0 ? asked : asked.bufferMaxSize(max);

        assertThat(SYSTEM.changed(asked, window == 0 ? OptionalInt.empty() : OptionalInt.of(window)))
                .isEqualTo(new VsockBuffer(newMin, newSize, newMax));
    }

    @Test
    void theFlagIsInTheNameToConnectTo() throws FlowException {
        FlowOptions toHost = FlowOptions.DEFAULTS.transport(VsockOptions.DEFAULTS.toHost(true));

        assertThat(HexFormat.of().formatHex(VSOCK.connectName(HOST, toHost)))
                .isEqualTo("28000000" + "88130000" + "02000000" + "01" + "000000");
        assertThat(HexFormat.of().formatHex(VSOCK.connectName(HOST, FlowOptions.DEFAULTS)))
                .isEqualTo("28000000" + "88130000" + "02000000" + "00" + "000000");
    }

    private static void assumeVsock() {
        Optional<String> reason = VSOCK.unavailable();
        Assumptions.assumeTrue(reason.isEmpty(), () -> "no AF_VSOCK here: " + reason.orElse(""));
    }

    @ParameterizedTest
    @CsvSource({"1", "128", "1000", "262144", "8388608", "4294967295"})
    void theKernelHasExactlyWhatWasAsked(long size) throws FlowException {
        assumeVsock();
        int number = RawSocket.open(Linux.AF_VSOCK);
        try {
            FlowOptions options = FlowOptions.DEFAULTS.transport(VsockOptions.DEFAULTS.bufferSize(size));
            VSOCK.configure(RawSocket.view(number), HOST, options);

            assertThat(RawSocket.option(number, Linux.SO_VM_SOCKETS_BUFFER_SIZE))
                    .isEqualTo(size);
            assertThat(RawSocket.option(number, Linux.SO_VM_SOCKETS_BUFFER_MIN_SIZE))
                    .isEqualTo(Math.min(size, 128));
            assertThat(RawSocket.option(number, Linux.SO_VM_SOCKETS_BUFFER_MAX_SIZE))
                    .isEqualTo(Math.max(size, 262144));
        } finally {
            RawSocket.close(number);
        }
    }

    @Test
    void nothingIsSetWhenNothingIsAsked() throws FlowException {
        assumeVsock();
        int number = RawSocket.open(Linux.AF_VSOCK);
        try {
            Descriptor socket = RawSocket.view(number);
            VsockBuffer before = VsockBuffer.of(socket, HOST);
            VSOCK.configure(socket, HOST, FlowOptions.DEFAULTS.transport(VsockOptions.DEFAULTS.toHost(true)));

            assertThat(VsockBuffer.of(socket, HOST)).isEqualTo(before);
        } finally {
            RawSocket.close(number);
        }
    }

    /** A size outside its bounds, which no options can ask for: the kernel takes it silently for another. */
    @Test
    void whatTheKernelMakesSomethingElseOfIsTold() {
        assumeVsock();
        int number = RawSocket.open(Linux.AF_VSOCK);
        try {
            Descriptor socket = RawSocket.view(number);
            VsockBuffer crossed = new VsockBuffer(100, 5000, 4000);

            assertThatThrownBy(() -> crossed.set(socket, HOST))
                    .isInstanceOf(FlowException.class)
                    .hasMessageContaining("the kernel makes 4000 bytes (from 100 to 4000) of 5000 bytes");
        } finally {
            RawSocket.close(number);
        }
    }
}
