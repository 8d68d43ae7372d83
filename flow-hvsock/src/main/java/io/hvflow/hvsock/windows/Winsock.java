package io.hvflow.hvsock.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
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
 * thread: they are for {@link HelperThreads}.
 */
final class Winsock {
    static final StructLayout ERROR_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR = ERROR_LAYOUT.varHandle(PathElement.groupElement(Libraries.errorState()));

    private static final MethodHandle WSA_STARTUP = Function.WSA_STARTUP.link();
    private static final MethodHandle SOCKET = Function.WSA_SOCKET.link();
    private static final MethodHandle BIND = Function.BIND.link();
    private static final MethodHandle LISTEN = Function.LISTEN.link();
    private static final MethodHandle CONNECT = Function.CONNECT.link();
    private static final MethodHandle ACCEPT = Function.ACCEPT.link();
    private static final MethodHandle SETSOCKOPT = Function.SETSOCKOPT.link();
    private static final MethodHandle GETSOCKNAME = Function.GETSOCKNAME.link();
    private static final MethodHandle SEND = Function.WSA_SEND.link();
    private static final MethodHandle RECEIVE = Function.WSA_RECV.link();
    private static final MethodHandle SHUTDOWN = Function.SHUTDOWN.link();
    private static final MethodHandle CLOSESOCKET = Function.CLOSESOCKET.link();
    private static final MethodHandle CANCEL = Function.CANCEL_IO_EX.link();
    private static final MethodHandle SET_HANDLE_INFORMATION = Function.SET_HANDLE_INFORMATION.link();

    static {
        start();
        // What is left to be linked at its first call is linked now: to close must not take memory.
        close(Windows.NO_SOCKET);
    }

    private Winsock() {}

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

    /**
     * Accepts into a handle that is there already, so that nothing is left to fail before somebody is in charge of the socket. No
     * child process inherits it: Windows has an accepted socket be inheritable, as the JDK knows too. The name of its peer
     * goes into {@code name}.
     *
     * @return 0, or the error number negated
     */
    static int accept(long socket, SocketHandle into, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LAYOUT);
            MemorySegment bytes = arena.allocate(name.length, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, name.length);
            long accepted = into.adopt(outcome((long) ACCEPT.invokeExact(error, socket, bytes, length), error));
            if (accepted < 0) {
                return (int) accepted;
            }
            int unused = (int) SET_HANDLE_INFORMATION.invokeExact(accepted, Windows.HANDLE_FLAG_INHERIT, 0);
            MemorySegment.ofArray(name).copyFrom(bytes);
            return 0;
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

    /** Whatever it returns, the number is free: WSAENETDOWN, while the virtual machine restarts, frees it too. */
    static int close(long socket) {
        try {
            return (int) CLOSESOCKET.invokeExact(socket);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Ends the calls that block on a socket at this moment; false if there are none. */
    static boolean cancel(long socket) {
        try {
            return (int) CANCEL.invokeExact(socket, MemorySegment.NULL) != 0;
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

    static RuntimeException unexpected(Throwable thrown) {
        // A downcall itself throws nothing but what a mistake of this class would cause.
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }
}
