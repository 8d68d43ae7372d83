package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.HvsockAddress;
import io.hvflow.HvsockNameAddress;
import io.hvflow.hvsock.HvsockOptions;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How AF_HYPERV sockets are made. */
public final class Hyperv {
    /** What ocaml-hvsock takes too: Linux guests of old (4.9) lose longer messages without a word (virtsock). */
    public static final int MESSAGE_SIZE = 8192;

    /** The system's own time-out is to come a little after the caller's, which ends an attempt no earlier than it says. */
    private static final Duration LATER = Duration.ofSeconds(1);

    /** Whether sockets could be made before. */
    private static volatile boolean available;

    /** Why the native calls could not be linked, once they could not: the VM tells the cause only the first time. */
    private static volatile @Nullable String unlinked;

    private Hyperv() {}

    /** Why not, with the system's own error; empty if they can. The first call in a process links the native calls. */
    public static Optional<String> unavailable() {
        Optional<String> missing = Libraries.missing();
        if (missing.isPresent()) {
            return missing;
        }
        String known = unlinked;
        if (available || known != null) {
            return Optional.ofNullable(known);
        }
        long socket;
        try {
            socket = Winsock.socket();
        } catch (LinkageError e) {
            String reason = linkage(e);
            unlinked = reason;
            return Optional.of(reason);
        }
        if (socket >= 0) {
            Winsock.close(socket);
            available = true;
            return Optional.empty();
        }
        int number = (int) -socket;
        return number == WinError.WSAEAFNOSUPPORT || number == WinError.WSAEPROTONOSUPPORT
                ? Optional.of("this Windows has no Hyper-V sockets: it says " + WinError.nativeError(number))
                : Optional.empty(); // a shortage, or a machine that restarts: whoever uses an address is told about it
        // then
    }

    private static String linkage(LinkageError error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        String reason = "the native calls cannot be linked: " + cause;
        return cause instanceof IllegalCallerException
                ? reason + "; start java with --enable-native-access=io.hvflow.hvsock"
                : reason;
    }

    /** Connects, or leaves nothing behind. */
    public static StreamSocket connect(HvsockAddress address, FlowOptions options) throws IOException {
        return connect(address, options, deadline(options));
    }

    /** Looks a virtual machine up by its name and connects to it, or leaves nothing behind; all in the time of one connect. */
    public static StreamSocket connect(HvsockNameAddress address, FlowOptions options) throws IOException {
        return connect(VirtualMachines.here(), address, options);
    }

    static StreamSocket connect(VirtualMachines machines, HvsockNameAddress address, FlowOptions options)
            throws IOException {
        long deadline = deadline(options);
        UUID machine = machines.id(address, options.connectTimeout(), deadline);
        return connect(new HvsockAddress(machine, address.service()), options, deadline);
    }

    private static long deadline(FlowOptions options) {
        Duration timeout = options.connectTimeout();
        return timeout.compareTo(Duration.ofDays(36500)) > 0 ? Waiter.NEVER : System.nanoTime() + timeout.toNanos();
    }

    private static StreamSocket connect(HvsockAddress address, FlowOptions options, long deadline) throws IOException {
        for (UUID many : new UUID[] {HvsockAddress.WILDCARD, HvsockAddress.CHILDREN, HvsockAddress.BROADCAST}) {
            if (address.partition().equals(many)) {
                throw new FlowAddressException(
                        "connect",
                        address,
                        "only a listener can have any of several partitions; name the peer's",
                        null);
            }
        }
        byte[] name = Windows.socketName(address.partition(), address.service());
        Executor threads = HelperThreads.of(options);
        while (true) {
            SocketHandle handle = new SocketHandle(address);
            boolean connected = false;
            try {
                open(handle, "connect", address);
                prepare(handle, address, options);
                int number = new Attempt(handle, name).run(address, options, threads, deadline);
                if (number == 0) {
                    HvsockAddress local = local(handle, address);
                    StreamSocket socket = new HypervSocket(handle, local, address, options, threads);
                    connected = true;
                    return socket;
                }
                // The system's own patience has a bound, the caller's need not.
                if (number != WinError.WSAETIMEDOUT
                        || (deadline != Waiter.NEVER && deadline - System.nanoTime() <= 0)) {
                    throw WinFailures.connect(address, number);
                }
            } finally {
                if (!connected) {
                    handle.close();
                }
            }
        }
    }

    /** Listens, or leaves nothing behind. */
    public static ListenSocket listen(HvsockAddress address, FlowOptions options) throws IOException {
        SocketHandle handle = new SocketHandle(address);
        boolean listening = false;
        try {
            open(handle, "listen", address);
            checked(address, Winsock.bind(handle.number(), Windows.socketName(address.partition(), address.service())));
            checked(address, Winsock.listen(handle.number(), options.backlog()));
            ListenSocket listener = new HypervListener(handle, address, options);
            listening = true;
            return listener;
        } finally {
            if (!listening) {
                handle.close();
            }
        }
    }

    private static void checked(HvsockAddress address, int outcome) throws FlowException {
        if (outcome < 0) {
            throw WinFailures.listen(address, -outcome);
        }
    }

    private static void open(SocketHandle handle, String operation, HvsockAddress address) throws FlowException {
        long socket = handle.adopt(Winsock.socket());
        if (socket < 0) {
            int number = (int) -socket;
            throw operation.equals("connect")
                    ? WinFailures.connect(address, number)
                    : WinFailures.listen(address, number);
        }
    }

    private static void prepare(SocketHandle handle, HvsockAddress address, FlowOptions options) throws FlowException {
        Duration timeout = options.connectTimeout();
        Duration most = Duration.ofMillis(Windows.HVSOCKET_CONNECT_TIMEOUT_MAX);
        Duration bounded = timeout.compareTo(most.minus(LATER)) < 0 ? timeout.plus(LATER) : most;
        option(handle, address, Windows.HVSOCKET_CONNECT_TIMEOUT, (int) bounded.toMillis());
        if (options.transport(HvsockOptions.class)
                .orElse(HvsockOptions.DEFAULTS)
                .connectedSuspend()) {
            option(handle, address, Windows.HVSOCKET_CONNECTED_SUSPEND, 1);
        }
    }

    private static void option(SocketHandle handle, HvsockAddress address, int option, int value) throws FlowException {
        int outcome = Winsock.option(handle.number(), option, value);
        // Windows before 1607 has neither option, and keeps to its own 2 s.
        if (outcome < 0 && -outcome != WinError.WSAENOPROTOOPT) {
            throw WinFailures.other("set an option of", address, -outcome);
        }
    }

    /** What the socket says; Windows has it be a child of its own partition, with a service id of the system's choosing. */
    private static HvsockAddress local(SocketHandle handle, HvsockAddress address) {
        byte[] name = new byte[Windows.SOCKADDR_HV_SIZE];
        if (Winsock.localName(handle.number(), name) < 0) {
            return new HvsockAddress(HvsockAddress.CHILDREN, address.service());
        }
        return new HvsockAddress(Windows.partition(name), Windows.service(name));
    }
}
