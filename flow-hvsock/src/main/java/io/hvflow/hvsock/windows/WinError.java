package io.hvflow.hvsock.windows;

import io.hvflow.NativeError;
import java.util.Map;

/** The error numbers of Windows (winerror.h) that sockets and the registry give, and their names. */
final class WinError {
    static final int ERROR_FILE_NOT_FOUND = 2;
    static final int ERROR_ACCESS_DENIED = 5;
    static final int ERROR_BROKEN_PIPE = 109;
    static final int ERROR_OPERATION_ABORTED = 995;
    static final int ERROR_NOT_FOUND = 1168;
    static final int ERROR_CONNECTION_REFUSED = 1225;
    static final int ERROR_CONNECTION_ABORTED = 1236;
    static final int WSAEINTR = 10004;
    static final int WSAEACCES = 10013;
    static final int WSAEFAULT = 10014;
    static final int WSAEINVAL = 10022;
    static final int WSAEMFILE = 10024;
    static final int WSAENOTSOCK = 10038;
    static final int WSAENOPROTOOPT = 10042;
    static final int WSAEPROTONOSUPPORT = 10043;
    static final int WSAESOCKTNOSUPPORT = 10044;
    static final int WSAEOPNOTSUPP = 10045;
    static final int WSAEAFNOSUPPORT = 10047;
    static final int WSAEADDRINUSE = 10048;
    static final int WSAEADDRNOTAVAIL = 10049;
    static final int WSAENETDOWN = 10050;
    static final int WSAENETUNREACH = 10051;
    static final int WSAENETRESET = 10052;
    static final int WSAECONNABORTED = 10053;
    static final int WSAECONNRESET = 10054;
    static final int WSAENOBUFS = 10055;
    static final int WSAENOTCONN = 10057;
    static final int WSAESHUTDOWN = 10058;
    static final int WSAETIMEDOUT = 10060;
    static final int WSAECONNREFUSED = 10061;
    static final int WSAEHOSTUNREACH = 10065;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(ERROR_FILE_NOT_FOUND, "ERROR_FILE_NOT_FOUND"),
            Map.entry(ERROR_ACCESS_DENIED, "ERROR_ACCESS_DENIED"),
            Map.entry(ERROR_BROKEN_PIPE, "ERROR_BROKEN_PIPE"),
            Map.entry(ERROR_OPERATION_ABORTED, "ERROR_OPERATION_ABORTED"),
            Map.entry(ERROR_NOT_FOUND, "ERROR_NOT_FOUND"),
            Map.entry(ERROR_CONNECTION_REFUSED, "ERROR_CONNECTION_REFUSED"),
            Map.entry(ERROR_CONNECTION_ABORTED, "ERROR_CONNECTION_ABORTED"),
            Map.entry(WSAEINTR, "WSAEINTR"),
            Map.entry(WSAEACCES, "WSAEACCES"),
            Map.entry(WSAEFAULT, "WSAEFAULT"),
            Map.entry(WSAEINVAL, "WSAEINVAL"),
            Map.entry(WSAEMFILE, "WSAEMFILE"),
            Map.entry(WSAENOTSOCK, "WSAENOTSOCK"),
            Map.entry(WSAENOPROTOOPT, "WSAENOPROTOOPT"),
            Map.entry(WSAEPROTONOSUPPORT, "WSAEPROTONOSUPPORT"),
            Map.entry(WSAESOCKTNOSUPPORT, "WSAESOCKTNOSUPPORT"),
            Map.entry(WSAEOPNOTSUPP, "WSAEOPNOTSUPP"),
            Map.entry(WSAEAFNOSUPPORT, "WSAEAFNOSUPPORT"),
            Map.entry(WSAEADDRINUSE, "WSAEADDRINUSE"),
            Map.entry(WSAEADDRNOTAVAIL, "WSAEADDRNOTAVAIL"),
            Map.entry(WSAENETDOWN, "WSAENETDOWN"),
            Map.entry(WSAENETUNREACH, "WSAENETUNREACH"),
            Map.entry(WSAENETRESET, "WSAENETRESET"),
            Map.entry(WSAECONNABORTED, "WSAECONNABORTED"),
            Map.entry(WSAECONNRESET, "WSAECONNRESET"),
            Map.entry(WSAENOBUFS, "WSAENOBUFS"),
            Map.entry(WSAENOTCONN, "WSAENOTCONN"),
            Map.entry(WSAESHUTDOWN, "WSAESHUTDOWN"),
            Map.entry(WSAETIMEDOUT, "WSAETIMEDOUT"),
            Map.entry(WSAECONNREFUSED, "WSAECONNREFUSED"),
            Map.entry(WSAEHOSTUNREACH, "WSAEHOSTUNREACH"));

    private WinError() {}

    /** The error as exceptions carry it; a number without a name here is called {@code error}. */
    static NativeError nativeError(int number) {
        return new NativeError(NAMES.getOrDefault(number, "error"), number);
    }

    /** The names of all numbers that have one here. */
    static Map<Integer, String> names() {
        return NAMES;
    }

    /** Whether a call ended because this process cancelled it: CancelIoEx, or a close in an older Windows. */
    static boolean isCancelled(int number) {
        return number == ERROR_OPERATION_ABORTED || number == WSAEINTR;
    }
}
