package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.NativeError;
import java.time.Duration;

/** Which exception an error number of AF_HYPERV is, which depends on the call. */
final class WinFailures {
    private WinFailures() {}

    /** A connect that failed. */
    static FlowException connect(FlowAddress address, int number) {
        NativeError error = WinError.nativeError(number);
        String reason = reason(number);
        return switch (number) {
            case WinError.WSAECONNREFUSED,
                    WinError.ERROR_CONNECTION_REFUSED,
                    WinError.WSAECONNRESET,
                    WinError.WSAECONNABORTED,
                    WinError.ERROR_CONNECTION_ABORTED -> new FlowRefusedException("connect", address, reason, error);
            case WinError.WSAETIMEDOUT -> new FlowTimeoutException("connect", address, reason, error, 0);
            default -> addressOrOther("connect", address, reason, error);
        };
    }

    /** A socket, bind or listen that failed. */
    static FlowException listen(FlowAddress address, int number) {
        return addressOrOther("listen", address, reason(number), WinError.nativeError(number));
    }

    private static FlowException addressOrOther(
            String operation, FlowAddress address, String reason, NativeError error) {
        return switch (error.number()) {
            case WinError.WSAEADDRINUSE,
                    WinError.WSAEADDRNOTAVAIL,
                    WinError.WSAEACCES,
                    WinError.WSAEINVAL,
                    WinError.WSAENETDOWN,
                    WinError.WSAENETUNREACH,
                    WinError.WSAEHOSTUNREACH -> new FlowAddressException(operation, address, reason, error);
            case WinError.WSAEAFNOSUPPORT,
                    WinError.WSAEPROTONOSUPPORT,
                    WinError.WSAESOCKTNOSUPPORT,
                    WinError.WSAEOPNOTSUPP -> new FlowUnsupportedException(operation, address, reason, error);
            default -> new FlowException(operation, address, reason, error);
        };
    }

    /** An accept that failed. */
    static FlowException accept(FlowAddress address, int number) {
        return new FlowException("accept", address, reason(number), WinError.nativeError(number));
    }

    /**
     * A call on a connected socket that failed. A broken pipe is met by a reader whose peer ended without shutting down writing,
     * which a peer of this library does only when it aborts or dies; and by a writer whose peer has closed.
     */
    static FlowException established(String operation, FlowAddress remote, int number) {
        NativeError error = WinError.nativeError(number);
        boolean gone = switch (number) {
            case WinError.WSAESHUTDOWN -> true;
            case WinError.ERROR_BROKEN_PIPE, WinError.WSAENOTCONN -> operation.equals("write");
            default -> false;
        };
        if (gone) {
            return new FlowClosedException(operation, remote, "the peer has closed, or reads no more", error);
        }
        return switch (number) {
            case WinError.ERROR_BROKEN_PIPE,
                    WinError.ERROR_CONNECTION_ABORTED,
                    WinError.WSAECONNABORTED,
                    WinError.WSAECONNRESET,
                    WinError.WSAENETDOWN,
                    WinError.WSAENETRESET,
                    WinError.WSAENOTCONN,
                    WinError.WSAETIMEDOUT ->
                new FlowResetException(operation, remote, "the stream broke; connect anew to go on", error);
            default -> new FlowException(operation, remote, reason(number), error);
        };
    }

    /** Any other call that failed. */
    static FlowException other(String operation, FlowAddress address, int number) {
        return new FlowException(operation, address, reason(number), WinError.nativeError(number));
    }

    /** A use after close. */
    static FlowClosedException closed(String operation, FlowAddress address) {
        return new FlowClosedException(operation, address, "it is closed", null);
    }

    static FlowClosedException shutDown(String operation, FlowAddress address) {
        return new FlowClosedException(operation, address, "this end has shut down writing", null);
    }

    static FlowException noThread(FlowAddress address) {
        return new FlowException(
                "write", address, "the executor of the options took no task to send what was accepted");
    }

    static FlowTimeoutException late(FlowAddress address, Duration timeout) {
        return new FlowTimeoutException("connect", address, "no answer within " + timeout, null, 0);
    }

    private static String reason(int number) {
        return switch (number) {
            case WinError.WSAECONNREFUSED,
                    WinError.ERROR_CONNECTION_REFUSED,
                    WinError.WSAECONNRESET,
                    WinError.WSAECONNABORTED,
                    WinError.ERROR_CONNECTION_ABORTED -> "nobody listens there, or too many wait to be accepted";
            case WinError.WSAETIMEDOUT ->
                "no answer; the virtual machine may be off, or the service may not be registered on its host";
            case WinError.WSAEADDRINUSE -> "the address is taken";
            case WinError.WSAEADDRNOTAVAIL -> "the address is not one of this machine's";
            case WinError.WSAEACCES ->
                "not permitted; a member of the group Hyper-V Administrators or an administrator may";
            case WinError.WSAEINVAL -> "the system does not take such an address";
            case WinError.WSAENETDOWN -> "the virtual machine is not up, or restarts; try again when it is";
            case WinError.WSAENETUNREACH, WinError.WSAEHOSTUNREACH -> "there is no way to such a machine";
            case WinError.WSAEAFNOSUPPORT -> "this Windows has no Hyper-V sockets";
            case WinError.WSAEMFILE -> "the process has no socket left";
            case WinError.WSAENOBUFS -> "the system has no memory for it";
            default -> "the system refused";
        };
    }
}
