package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.NativeError;
import io.hvflow.UnixAddress;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    private static final UnixAddress ADDRESS = new UnixAddress(Path.of("/run/x"));
    private static final PosixFamily<UnixAddress> FAMILY = new MuteFamily();

    static Stream<Arguments> connecting() {
        return Stream.of(
                Arguments.of(Errno.ECONNREFUSED, FlowRefusedException.class),
                Arguments.of(Errno.ECONNRESET, FlowRefusedException.class),
                Arguments.of(Errno.ENOENT, FlowRefusedException.class),
                Arguments.of(Errno.ETIMEDOUT, FlowTimeoutException.class),
                Arguments.of(Errno.ENODEV, FlowAddressException.class),
                Arguments.of(Errno.ENETUNREACH, FlowAddressException.class),
                Arguments.of(Errno.EHOSTUNREACH, FlowAddressException.class),
                Arguments.of(Errno.EADDRNOTAVAIL, FlowAddressException.class),
                Arguments.of(Errno.EACCES, FlowAddressException.class),
                Arguments.of(Errno.EPERM, FlowAddressException.class),
                Arguments.of(Errno.EPROTOTYPE, FlowAddressException.class),
                Arguments.of(Errno.EAFNOSUPPORT, FlowUnsupportedException.class),
                Arguments.of(Errno.ESOCKTNOSUPPORT, FlowUnsupportedException.class),
                Arguments.of(Errno.EMFILE, FlowException.class),
                Arguments.of(133, FlowException.class));
    }

    @ParameterizedTest
    @MethodSource("connecting")
    void failedConnectIs(int errno, Class<?> type) {
        FlowException thrown = Failures.connect(FAMILY, ADDRESS, errno);

        assertThat(thrown).isExactlyInstanceOf(type);
        assertTold(thrown, "connect", errno);
    }

    static Stream<Arguments> listening() {
        return Stream.of(
                Arguments.of(Errno.EADDRINUSE, FlowAddressException.class),
                Arguments.of(Errno.EADDRNOTAVAIL, FlowAddressException.class),
                Arguments.of(Errno.EACCES, FlowAddressException.class),
                Arguments.of(Errno.ENOENT, FlowAddressException.class),
                Arguments.of(Errno.EROFS, FlowAddressException.class),
                Arguments.of(Errno.EAFNOSUPPORT, FlowUnsupportedException.class),
                Arguments.of(Errno.ENFILE, FlowException.class));
    }

    @ParameterizedTest
    @MethodSource("listening")
    void failedListenIs(int errno, Class<?> type) {
        FlowException thrown = Failures.listen(FAMILY, ADDRESS, errno);

        assertThat(thrown).isExactlyInstanceOf(type);
        assertTold(thrown, "listen", errno);
    }

    static Stream<Arguments> moving() {
        return Stream.of(
                Arguments.of(Errno.EPIPE, FlowClosedException.class),
                Arguments.of(Errno.ECONNRESET, FlowResetException.class),
                Arguments.of(Errno.ENOTCONN, FlowResetException.class),
                Arguments.of(Errno.ENOBUFS, FlowResetException.class),
                Arguments.of(Errno.EIO, FlowException.class),
                Arguments.of(Errno.ETIMEDOUT, FlowResetException.class),
                Arguments.of(Errno.EBADF, FlowException.class));
    }

    @ParameterizedTest
    @MethodSource("moving")
    void failedTransferIs(int errno, Class<?> type) {
        FlowException thrown = Failures.established("write", ADDRESS, errno);

        assertThat(thrown).isExactlyInstanceOf(type);
        assertTold(thrown, "write", errno);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Errno.EIO,
                Errno.ENXIO,
                Errno.ENOSYS,
                Errno.EDQUOT,
                Errno.ENOSPC,
                Errno.EOPNOTSUPP,
                Errno.EPERM,
                Errno.EACCES
            })
    void errorsThatUsersMeetHaveWords(int errno) {
        assertThat(Failures.listen(FAMILY, ADDRESS, errno))
                .hasMessageNotContaining("the system refused")
                .hasMessageNotContaining("errno");
    }

    @Test
    void aPolicyIsNotBlamedOnTheKernel() {
        for (int errno : new int[] {Errno.EPERM, Errno.EACCES, Errno.ENOSYS}) {
            assertThat(Availability.refusal(Linux.AF_VSOCK, -errno).orElseThrow())
                    .contains("seccomp")
                    .contains("AF_VSOCK")
                    .contains(Errno.nativeError(errno).toString())
                    .doesNotContain("the kernel does not make");
        }
        assertThat(Availability.refusal(Linux.AF_VSOCK, -Errno.EAFNOSUPPORT).orElseThrow())
                .contains("modprobe vsock");
        assertThat(Availability.refusal(Linux.AF_VSOCK, -Errno.EMFILE))
                .as("passes")
                .isEmpty();
    }

    @Test
    void nativeAccessIsGrantedToWhatTheCodeIsIn() {
        assertThat(Availability.grantee(null)).isEqualTo("ALL-UNNAMED");
        assertThat(Availability.grantee("io.hvflow.hvsock")).isEqualTo("io.hvflow.hvsock");
    }

    private static void assertTold(FlowException thrown, String operation, int errno) {
        assertThat(thrown.operation()).isEqualTo(operation);
        assertThat(thrown.address()).contains(ADDRESS);
        assertThat(thrown.nativeError().map(NativeError::number)).contains(errno);
        assertThat(thrown).hasMessageContaining("/run/x").hasMessageContaining(" " + errno + ")");
    }

    @Test
    void unknownNumberHasNoInventedName() {
        assertThat(Errno.nativeError(133)).isEqualTo(new NativeError("errno", 133));
    }
}
