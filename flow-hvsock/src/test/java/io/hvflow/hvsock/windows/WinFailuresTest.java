package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.HvsockAddress;
import io.hvflow.NativeError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WinFailuresTest {
    private static final HvsockAddress ADDRESS = HvsockAddress.of(HvsockAddress.PARENT, 5000);

    /** Number, name, and what it is when connecting, listening, reading and writing. */
    static Stream<Arguments> numbers() {
        Class<?> refused = FlowRefusedException.class;
        Class<?> reset = FlowResetException.class;
        Class<?> closed = FlowClosedException.class;
        Class<?> address = FlowAddressException.class;
        Class<?> unsupported = FlowUnsupportedException.class;
        Class<?> timeout = FlowTimeoutException.class;
        Class<?> other = FlowException.class;
        return Stream.of(
                Arguments.of(10061, "WSAECONNREFUSED", refused, other, other, other),
                Arguments.of(1225, "ERROR_CONNECTION_REFUSED", refused, other, other, other),
                Arguments.of(10060, "WSAETIMEDOUT", timeout, other, reset, reset),
                Arguments.of(10051, "WSAENETUNREACH", address, address, other, other),
                Arguments.of(10065, "WSAEHOSTUNREACH", address, address, other, other),
                Arguments.of(10050, "WSAENETDOWN", address, address, reset, reset),
                Arguments.of(10049, "WSAEADDRNOTAVAIL", address, address, other, other),
                Arguments.of(10048, "WSAEADDRINUSE", address, address, other, other),
                Arguments.of(10013, "WSAEACCES", address, address, other, other),
                Arguments.of(10022, "WSAEINVAL", address, address, other, other),
                Arguments.of(10054, "WSAECONNRESET", refused, other, reset, reset),
                Arguments.of(10053, "WSAECONNABORTED", refused, other, reset, reset),
                Arguments.of(1236, "ERROR_CONNECTION_ABORTED", refused, other, reset, reset),
                Arguments.of(10052, "WSAENETRESET", other, other, reset, reset),
                Arguments.of(109, "ERROR_BROKEN_PIPE", other, other, reset, closed),
                Arguments.of(10057, "WSAENOTCONN", other, other, reset, closed),
                Arguments.of(10058, "WSAESHUTDOWN", other, other, closed, closed),
                Arguments.of(995, "ERROR_OPERATION_ABORTED", other, other, other, other),
                Arguments.of(10047, "WSAEAFNOSUPPORT", unsupported, unsupported, other, other),
                Arguments.of(10043, "WSAEPROTONOSUPPORT", unsupported, unsupported, other, other),
                Arguments.of(10044, "WSAESOCKTNOSUPPORT", unsupported, unsupported, other, other),
                Arguments.of(10024, "WSAEMFILE", other, other, other, other),
                Arguments.of(10055, "WSAENOBUFS", other, other, other, other),
                Arguments.of(12345, "error", other, other, other, other));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberIs(
            int number, String name, Class<?> connecting, Class<?> listening, Class<?> reading, Class<?> writing) {
        told(WinFailures.connect(ADDRESS, number), connecting, "connect", number, name);
        told(WinFailures.listen(ADDRESS, number), listening, "listen", number, name);
        told(WinFailures.established("read", ADDRESS, number), reading, "read", number, name);
        told(WinFailures.established("write", ADDRESS, number), writing, "write", number, name);
        told(WinFailures.accept(ADDRESS, number), FlowException.class, "accept", number, name);
        told(WinFailures.other("register", ADDRESS, number), FlowException.class, "register", number, name);
    }

    private static void told(FlowException thrown, Class<?> type, String operation, int number, String name) {
        assertThat(thrown).isExactlyInstanceOf(type);
        assertThat(thrown.operation()).isEqualTo(operation);
        assertThat(thrown.address()).contains(ADDRESS);
        assertThat(thrown.nativeError()).contains(new NativeError(name, number));
        assertThat(thrown).hasMessageStartingWith(operation + " " + ADDRESS + ": ");
    }

    @Test
    void aCallThatWasCancelledIsKnownByItsNumber() {
        assertThat(Stream.of(995, 10004)).allMatch(WinError::isCancelled);
        assertThat(Stream.of(0, 109, 10054, -995)).noneMatch(WinError::isCancelled);
    }
}
