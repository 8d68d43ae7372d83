package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls. Each returns what the call returned or, as the kernel itself does, its error number negated; the
 * number is captured in the same downcall, because anything that the VM does in between may change it. Only {@link #close},
 * {@link #read} and {@link #write} have none: nobody asks why they failed, and they must do with no memory of their own.
 *
 * <p>No call blocks, but {@link #poll}, {@link #ppoll} and {@link #epollWait}; {@code Linker.Option.critical} is used for none, since what
 * it saves is not measurable beside a system call, and it holds off the collector. The descriptors of all calls stand
 * here and, for GraalVM, in {@code META-INF/native-image}.
 */
final class Libc {
    static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(PathElement.groupElement("errno"));

    // Downcalls with equal descriptors share their generated code, which is most of what linking costs.
    private static final FunctionDescriptor INT_3INTS = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor INT_2INTS = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor INT_1INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor INT_NAME = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor INT_NAME_OUT = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor SIZE_BYTES = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final FunctionDescriptor SIZE_BYTES_FLAGS =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private static final MethodHandle SOCKET = downcall("socket", INT_3INTS);
    private static final MethodHandle BIND = downcall("bind", INT_NAME);
    private static final MethodHandle LISTEN = downcall("listen", INT_2INTS);
    private static final MethodHandle CONNECT = downcall("connect", INT_NAME);
    private static final MethodHandle ACCEPT4 =
            downcall("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKNAME = downcall("getsockname", INT_NAME_OUT);
    private static final MethodHandle GETPEERNAME = downcall("getpeername", INT_NAME_OUT);
    private static final MethodHandle GETSOCKOPT =
            downcall("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            downcall("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV = downcall("recv", SIZE_BYTES_FLAGS);
    private static final MethodHandle SEND = downcall("send", SIZE_BYTES_FLAGS);
    private static final MethodHandle READ = bare("read", SIZE_BYTES);
    private static final MethodHandle WRITE = bare("write", SIZE_BYTES);
    private static final MethodHandle SHUTDOWN = downcall("shutdown", INT_2INTS);
    private static final MethodHandle CLOSE = bare("close", INT_1INT);
    private static final MethodHandle POLL =
            downcall("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle PPOLL =
            downcall("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle FLOCK = downcall("flock", INT_2INTS);
    private static final MethodHandle EPOLL_CREATE1 = downcall("epoll_create1", INT_1INT);
    private static final MethodHandle EPOLL_CTL =
            downcall("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            downcall("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENTFD = downcall("eventfd", INT_2INTS);
    // open(2) and ioctl(2) are variadic, which the calling convention of some platforms must know.
    private static final MethodHandle OPEN = downcall(
            "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = downcall(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    static {
        // What is left to be linked at its first call is linked now: to close must not take memory.
        close(-1);
    }

    private Libc() {}

    private static MethodHandle downcall(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(more, 0, options, 1, more.length);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    private static MethodHandle bare(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    static int socket(MemorySegment errno, int domain, int type, int protocol) {
        try {
            return outcome((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(MemorySegment errno, int fd, MemorySegment name, int length) {
        try {
            return outcome((int) BIND.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int listen(MemorySegment errno, int fd, int backlog) {
        try {
            return outcome((int) LISTEN.invokeExact(errno, fd, backlog), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int connect(MemorySegment errno, int fd, MemorySegment name, int length) {
        try {
            return outcome((int) CONNECT.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int accept4(MemorySegment errno, int fd, MemorySegment name, MemorySegment length, int flags) {
        try {
            return outcome((int) ACCEPT4.invokeExact(errno, fd, name, length, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getsockname(MemorySegment errno, int fd, MemorySegment name, MemorySegment length) {
        try {
            return outcome((int) GETSOCKNAME.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getpeername(MemorySegment errno, int fd, MemorySegment name, MemorySegment length) {
        try {
            return outcome((int) GETPEERNAME.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getsockopt(
            MemorySegment errno, int fd, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return outcome((int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value, int length) {
        try {
            return outcome((int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int recv(MemorySegment errno, int fd, MemorySegment bytes, int length, int flags) {
        try {
            return outcome((int) (long) RECV.invokeExact(errno, fd, bytes, (long) length, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int send(MemorySegment errno, int fd, MemorySegment bytes, int length, int flags) {
        try {
            return outcome((int) (long) SEND.invokeExact(errno, fd, bytes, (long) length, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Of an eventfd, where nobody asks why it failed: so it needs no memory but the caller's. {@link #write} likewise. */
    static long read(int fd, MemorySegment bytes, int length) {
        try {
            return (long) READ.invokeExact(fd, bytes, (long) length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long write(int fd, MemorySegment bytes, int length) {
        try {
            return (long) WRITE.invokeExact(fd, bytes, (long) length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int shutdown(MemorySegment errno, int fd, int how) {
        try {
            return outcome((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Whatever it returns, Linux has freed the number: close(2) is not to be retried. */
    static int close(int fd) {
        try {
            return (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int flock(MemorySegment errno, int fd, int operation) {
        try {
            return outcome((int) FLOCK.invokeExact(errno, fd, operation), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int poll(MemorySegment errno, MemorySegment pollfds, int count, int millis) {
        try {
            return outcome((int) POLL.invokeExact(errno, pollfds, (long) count, millis), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** As poll(2), with a {@code struct timespec} and no change of the signal mask. */
    static int ppoll(MemorySegment errno, MemorySegment pollfds, int count, MemorySegment time) {
        try {
            return outcome((int) PPOLL.invokeExact(errno, pollfds, (long) count, time, MemorySegment.NULL), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollCreate1(MemorySegment errno, int flags) {
        try {
            return outcome((int) EPOLL_CREATE1.invokeExact(errno, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollCtl(MemorySegment errno, int epoll, int operation, int fd, MemorySegment event) {
        try {
            return outcome((int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollWait(MemorySegment errno, int epoll, MemorySegment events, int count, int millis) {
        try {
            return outcome((int) EPOLL_WAIT.invokeExact(errno, epoll, events, count, millis), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfd(MemorySegment errno, int initial, int flags) {
        try {
            return outcome((int) EVENTFD.invokeExact(errno, initial, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int open(MemorySegment errno, MemorySegment path, int flags) {
        try {
            return outcome((int) OPEN.invokeExact(errno, path, flags, 0), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int ioctl(MemorySegment errno, int fd, long request, MemorySegment argument) {
        try {
            return outcome((int) IOCTL.invokeExact(errno, fd, request, argument), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int outcome(int returned, MemorySegment errno) {
        return returned >= 0 ? returned : -(int) ERRNO.get(errno, 0L);
    }

    /** A downcall throws nothing checked; what it may throw comes from the memory it was given. */
    private static Error unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            return e;
        }
        return new AssertionError(thrown);
    }
}
