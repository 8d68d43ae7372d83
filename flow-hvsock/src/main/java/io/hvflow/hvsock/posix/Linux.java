package io.hvflow.hvsock.posix;

import java.util.Optional;

/**
 * The numbers and layouts of the Linux kernel's interface, as its headers state them for x86-64 and aarch64. Both are
 * little-endian with 64-bit pointers and share all numbers used here; the one layout that differs is {@code
 * epoll_event}.
 */
public final class Linux {
    public static final int AF_UNIX = 1;
    public static final int AF_VSOCK = 40;

    /** In {@code svm_flags}: to the host, or by way of it, whatever the CID (linux/vm_sockets.h, since Linux 5.11). */
    public static final int VMADDR_FLAG_TO_HOST = 0x1;

    static final int SOCK_STREAM = 1;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    static final int MSG_PEEK = 0x2;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;

    static final int SOL_SOCKET = 1;
    static final int SO_TYPE = 3;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_OOBINLINE = 10;
    static final int SO_PEERCRED = 17;
    static final int SO_ACCEPTCONN = 30;
    static final int SO_DOMAIN = 39;

    // The level of AF_VSOCK's own options is the family itself (linux/vm_sockets.h).
    public static final int SO_VM_SOCKETS_BUFFER_SIZE = 0;
    public static final int SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1;
    public static final int SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2;
    static final int SO_VM_SOCKETS_CONNECT_TIMEOUT = 6;
    static final long IOCTL_VM_SOCKETS_GET_LOCAL_CID = 0x7b9;

    // fcntl(2) does the same, and is one more variadic call.
    static final long FIONBIO = 0x5421;
    static final long FIOCLEX = 0x5451;

    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;

    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;

    static final int EFD_NONBLOCK = 0x800;
    static final int EFD_CLOEXEC = 0x80000;

    static final int POLLIN = 0x1;
    static final int POLLOUT = 0x4;
    static final int POLLERR = 0x8;
    static final int POLLHUP = 0x10;

    /** {@code struct pollfd { int fd; short events; short revents; }}. */
    static final int POLLFD_SIZE = 8;

    static final int POLLFD_EVENTS = 4;
    static final int POLLFD_REVENTS = 6;

    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_MOD = 3;
    static final int EPOLLONESHOT = 1 << 30;

    /** {@code struct epoll_event { uint32_t events; uint64_t data; }}: packed on x86-64 only (sys/epoll.h). */
    static final int EPOLL_EVENT_SIZE = epollEventSize(System.getProperty("os.arch", ""));

    static final int EPOLL_EVENT_DATA = EPOLL_EVENT_SIZE - 8;

    private static final String MACOS = "Mac OS X";

    /** What has been written is {@link Layout#MACOS}. */
    private static final String MISSING_ON_MACOS = "for macOS only the socket addresses are written, and a poller with"
            + " kqueue, accept without flags, and its option and error numbers are missing";

    private Linux() {}

    static int epollEventSize(String arch) {
        return isX86(arch) ? 12 : 16;
    }

    private static boolean isX86(String arch) {
        return arch.equals("amd64") || arch.equals("x86_64");
    }

    /** Why these numbers do not hold on this machine, or empty if they do. */
    public static Optional<String> unavailable() {
        return unavailable(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<String> unavailable(String os, String arch) {
        if (os.equals("Linux") && (isX86(arch) || arch.equals("aarch64"))) {
            return Optional.empty();
        }
        String here = "needs Linux on x86-64 or aarch64, and this is " + os + " on " + arch;
        return Optional.of(os.equals(MACOS) ? here + "; " + MISSING_ON_MACOS : here);
    }
}
