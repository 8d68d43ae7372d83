package io.hvflow.hvsock.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * Every function of Windows that this library calls: its library, its symbol there, and its signature. A test compares the
 * symbols with the import libraries of mingw-w64 and the signatures with what GraalVM is told in {@code META-INF/native-image}.
 */
enum Function {
    WSA_STARTUP("ws2_32", "WSAStartup", JAVA_INT, JAVA_SHORT, ADDRESS),
    WSA_SOCKET("ws2_32", "WSASocketW", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
    BIND("ws2_32", "bind", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT),
    LISTEN("ws2_32", "listen", JAVA_INT, JAVA_LONG, JAVA_INT),
    CONNECT("ws2_32", "connect", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT),
    ACCEPT("ws2_32", "accept", JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS),
    SETSOCKOPT("ws2_32", "setsockopt", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
    GETSOCKNAME("ws2_32", "getsockname", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS),
    WSA_SEND("ws2_32", "WSASend", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
    WSA_RECV("ws2_32", "WSARecv", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    SHUTDOWN("ws2_32", "shutdown", JAVA_INT, JAVA_LONG, JAVA_INT),
    CLOSESOCKET("ws2_32", "closesocket", JAVA_INT, JAVA_LONG),
    CANCEL_IO_EX("kernel32", "CancelIoEx", JAVA_INT, JAVA_LONG, ADDRESS),
    SET_HANDLE_INFORMATION("kernel32", "SetHandleInformation", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
    REG_OPEN_KEY("advapi32", "RegOpenKeyExW", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
    REG_CREATE_KEY(
            "advapi32",
            "RegCreateKeyExW",
            JAVA_INT,
            JAVA_LONG,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS),
    REG_QUERY_VALUE("advapi32", "RegQueryValueExW", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    REG_SET_VALUE("advapi32", "RegSetValueExW", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
    REG_CLOSE_KEY("advapi32", "RegCloseKey", JAVA_INT, JAVA_LONG);

    final String library;
    final String symbol;

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable, but the JDK does not say so in Error Prone's words
    final FunctionDescriptor descriptor;

    Function(String library, String symbol, MemoryLayout returned, MemoryLayout... parameters) {
        this.library = library;
        this.symbol = symbol;
        this.descriptor = FunctionDescriptor.of(returned, parameters);
    }

    /**
     * Whether its error number is captured. Not of those by which things are undone: nobody asks why they failed, and so they
     * need no memory, for want of which they could fail.
     */
    boolean captures() {
        return switch (this) {
            case CLOSESOCKET, CANCEL_IO_EX, SET_HANDLE_INFORMATION -> false;
            default -> true;
        };
    }

    /** Links it; if it {@link #captures}, the first parameter of the handle is where its error number is captured. */
    MethodHandle link() {
        Linker.Option[] options = captures()
                ? new Linker.Option[] {Linker.Option.captureCallState(Libraries.errorState())}
                : new Linker.Option[0];
        return Linker.nativeLinker().downcallHandle(Libraries.of(library).findOrThrow(symbol), descriptor, options);
    }
}
