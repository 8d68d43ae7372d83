package io.hvflow.hvsock.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of ws2_32.dll, and one of kernel32.dll. Each returns 0 or more, or the error number negated; the number is
 * captured in the same downcall. A SOCKET is an unsigned 64-bit number, of which Windows uses the small ones.
 *
 * <p>{@link #accept}, {@link #connect}, {@link #send} and {@link #receive} block, and so would pin the carrier of a virtual
 * thread: they are for {@link HelperThreads}. The descriptors of all calls stand here and, for GraalVM, in {@code
 * META-INF/native-image}.
 */
final class Winsock {
    static final StructLayout ERROR_LAYOUT = Linker.Option.captureStateLayout();
    private static final String ERROR_STATE = Libraries.errorState();
    private static final VarHandle ERROR = ERROR_LAYOUT.varHandle(PathElement.groupElement(ERROR_STATE));

    private static final FunctionDescriptor INT_NAME = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor INT_INT = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT);

    private static final MethodHandle WSA_STARTUP =
            winsock("WSAStartup", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, ADDRESS));
    private static final MethodHandle SOCKET = winsock(
            "WSASocketW", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = winsock("bind", INT_NAME);
    private static final MethodHandle LISTEN = winsock("listen", INT_INT);
    private static final MethodHandle CONNECT = winsock("connect", INT_NAME);
    private static final MethodHandle ACCEPT =
            winsock("accept", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            winsock("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            winsock("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle SEND = winsock(
            "WSASend",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle RECEIVE = winsock(
            "WSARecv",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle SHUTDOWN = winsock("shutdown", INT_INT);
    private static final MethodHandle CLOSESOCKET = winsock("closesocket", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle CANCEL =
            downcall("kernel32", "CancelIoEx", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));

    static {
        start();
    }

    private Winsock() {}

    private static MethodHandle winsock(String name, FunctionDescriptor descriptor) {
        return downcall("ws2_32", name, descriptor);
    }

    private static MethodHandle downcall(String library, String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Libraries.of(library).findOrThrow(name),
                        descriptor,
                        Linker.Option.captureCallState(ERROR_STATE));
    }

    /** The JDK does this too, but only when its own networking is used. */
    private static void start() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Windows.WSADATA_SIZE, Long.BYTES);
            int outcome =
                    (int) WSA_STARTUP.invokeExact(arena.allocate(ERROR_LAYOUT), (short) Windows.WINSOCK_2_2, data);
            if (outcome != 0) {
                throw new UnsatisfiedLinkError("WSAStartup says " + WinError.nativeError(outcome));
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A new stream socket, which no child process inherits. */
    static long socket() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            return outcome(
                    (long) SOCKET.invokeExact(
                            error,
                            Windows.AF_HYPERV,
                            Windows.SOCK_STREAM,
                            Windows.HV_PROTOCOL_RAW,
                            MemorySegment.NULL,
                            0,
                            Windows.WSA_FLAG_OVERLAPPED | Windows.WSA_FLAG_NO_HANDLE_INHERIT),
                    error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(long socket, byte[] name) {
        return withName(BIND, socket, name);
    }

    static int connect(long socket, byte[] name) {
        return withName(CONNECT, socket, name);
    }

    private static int withName(MethodHandle call, long socket, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            MemorySegment bytes = arena.allocate(name.length, Long.BYTES).copyFrom(MemorySegment.ofArray(name));
            return outcome((int) call.invokeExact(error, socket, bytes, name.length), error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int listen(long socket, int backlog) {
        return withInt(LISTEN, socket, backlog);
    }

    static int shutdown(long socket, int how) {
        return withInt(SHUTDOWN, socket, how);
    }

    private static int withInt(MethodHandle call, long socket, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            return outcome((int) call.invokeExact(error, socket, value), error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The accepted socket; the name of its peer goes into {@code name}. */
    static long accept(long socket, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            MemorySegment bytes = arena.allocate(name.length, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, name.length);
            long accepted = outcome((long) ACCEPT.invokeExact(error, socket, bytes, length), error);
            MemorySegment.ofArray(name).copyFrom(bytes);
            return accepted;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int localName(long socket, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            MemorySegment bytes = arena.allocate(name.length, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, name.length);
            int outcome = outcome((int) GETSOCKNAME.invokeExact(error, socket, bytes, length), error);
            MemorySegment.ofArray(name).copyFrom(bytes);
            return outcome;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sets an option of AF_HYPERV, whose value is a ULONG. */
    static int option(long socket, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            MemorySegment bytes = arena.allocateFrom(JAVA_INT, value);
            return outcome(
                    (int) SETSOCKOPT.invokeExact(error, socket, Windows.HV_PROTOCOL_RAW, option, bytes, Integer.BYTES),
                    error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sends the bytes that the WSABUFs name; returns how many it did send. */
    static int send(long socket, Block block, int buffers) {
        try {
            int outcome = (int) SEND.invokeExact(
                    block.error,
                    socket,
                    block.buffers,
                    buffers,
                    block.count,
                    0,
                    MemorySegment.NULL,
                    MemorySegment.NULL);
            return outcome == 0 ? block.count.get(JAVA_INT, 0) : outcome(outcome, block.error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Receives into the memory that the WSABUFs name; returns how many bytes came, 0 at end of stream. */
    static int receive(long socket, Block block, int buffers) {
        try {
            block.flags.set(JAVA_INT, 0, 0);
            int outcome = (int) RECEIVE.invokeExact(
                    block.error,
                    socket,
                    block.buffers,
                    buffers,
                    block.count,
                    block.flags,
                    MemorySegment.NULL,
                    MemorySegment.NULL);
            return outcome == 0 ? block.count.get(JAVA_INT, 0) : outcome(outcome, block.error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(long socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            return outcome((int) CLOSESOCKET.invokeExact(error, socket), error);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Ends the calls that block on a socket at this moment; false if there are none. */
    static boolean cancel(long socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            return (int) CANCEL.invokeExact(error, socket, MemorySegment.NULL) != 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int outcome(int outcome, MemorySegment error) {
        return outcome >= 0 ? outcome : -(int) ERROR.get(error, 0L);
    }

    private static long outcome(long outcome, MemorySegment error) {
        return outcome >= 0 ? outcome : -(int) ERROR.get(error, 0L);
    }

    private static RuntimeException unexpected(Throwable thrown) {
        // A downcall itself throws nothing but what a mistake of this class would cause.
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }
}
