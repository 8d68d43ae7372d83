package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.engine.SocketListener;
import io.hvflow.hvsock.posix.Availability;
import io.hvflow.hvsock.posix.Inheritance;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.PosixListenSocket;
import io.hvflow.hvsock.posix.PosixStreamSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A socket that this process was started with: an AF_VSOCK or AF_UNIX stream socket that listens or is connected, as systemd's
 * socket units (such as {@code ListenStream=vsock::5000}) and other supervisors pass it on.
 *
 * <pre>{@code
 * for (InheritedSocket socket : InheritedSocket.ofSystemd()) {
 *     FlowListener listener = socket.listener(FlowOptions.DEFAULTS);
 * }
 * }</pre>
 *
 * <p><b>Whose it is.</b> {@link #listener} and {@link #flow} take the descriptor over: it is closed with what they return, and the
 * number is not to be used any more by anybody else. They succeed once. When they throw, nothing is taken over, and the number
 * stays open. Programs that this process starts do not get the descriptor (it is marked close-on-exec). The socket itself may be
 * shared with the process that made it: a listening one becomes non-blocking for all who share it, and a connected one ends for
 * the peer when the last has closed it. The socket file of an AF_UNIX listener is not removed at close: it is its maker's.
 *
 * <p><b>Addresses</b> are the socket's own; an AF_UNIX socket without a name, or with one that is no text, has
 * {@code unix:///dev/fd/<number>}.
 *
 * <p>No method blocks; any thread may call. Linux only.
 */
public final class InheritedSocket {
    /** The name of what has none (sd_listen_fds_with_names(3)). */
    static final String UNKNOWN = "unknown";

    private static final UnixFamily UNIX = new UnixFamily();
    private static final VsockFamily VSOCK = new VsockFamily();

    /** What systemd passed, once it has been asked for: each socket can be taken over once only. */
    private static final AtomicReference<@Nullable List<InheritedSocket>> PASSED = new AtomicReference<>();

    private final int descriptor;
    private final String name;
    private final AtomicBoolean taken = new AtomicBoolean();

    InheritedSocket(int descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /**
     * The sockets that systemd, or who speaks its protocol, passed to this process: the environment variables {@code LISTEN_FDS}
     * and {@code LISTEN_PID}, with names in {@code LISTEN_FDNAMES}. They count only if {@code LISTEN_PID} is this very process, so
     * that a script that starts Java must do so by {@code exec}.
     *
     * @return the same objects each time; empty if nothing was passed to this process
     * @throws FlowException if the variables are for this process and make no sense; it quotes the one that does not
     */
    public static List<InheritedSocket> ofSystemd() throws FlowException {
        List<InheritedSocket> known = PASSED.get();
        if (known != null) {
            return known;
        }
        List<InheritedSocket> passed =
                ListenFds.read(System.getenv(), ProcessHandle.current().pid());
        List<InheritedSocket> before = PASSED.compareAndExchange(null, passed);
        return before == null ? passed : before;
    }

    /**
     * The socket of a descriptor number that this process was told in another way. What the number stands for is checked
     * when it is taken over; it must not belong to anything else in this process.
     *
     * @param descriptor the number, 0 or more
     * @return the socket
     * @throws IllegalArgumentException if the number is negative
     */
    public static InheritedSocket of(int descriptor) {
        if (descriptor < 0) {
            throw new IllegalArgumentException("descriptor is " + descriptor + ", must be 0 or more");
        }
        return new InheritedSocket(descriptor, UNKNOWN);
    }

    /**
     * The descriptor.
     *
     * @return its number
     */
    public int descriptor() {
        return descriptor;
    }

    /**
     * What the service calls the socket: {@code FileDescriptorName=} of its socket unit.
     *
     * @return the name; {@code unknown} if it has none, as sd_listen_fds_with_names(3) says
     */
    public String name() {
        return name;
    }

    /**
     * Whether the socket listens, and is one for {@link #listener}; otherwise it may be one for {@link #flow}.
     *
     * @return true if it does
     * @throws io.hvflow.FlowAddressException if the number is no open stream socket
     * @throws FlowUnsupportedException if the system is not Linux
     * @throws FlowException if the system refuses to tell
     */
    public boolean isListening() throws FlowException {
        checkSystem();
        return Inheritance.inspect(descriptor).listening();
    }

    /**
     * Takes the socket over as a listener. Its backlog stays as it is, whatever the options say.
     *
     * @param options for the accepted flows
     * @return the listener
     * @throws io.hvflow.FlowAddressException if the number is no open stream socket, or one that does not listen
     * @throws FlowUnsupportedException if the socket is of another family than AF_VSOCK and AF_UNIX, or the system not Linux
     * @throws FlowException if the system refuses an option
     * @throws IllegalStateException if it has been taken over before
     */
    public FlowListener listener(FlowOptions options) throws FlowException {
        return take(() -> {
            int domain = Inheritance.inspect(descriptor).domain();
            PosixListenSocket<?> socket = switch (domain) {
                case Linux.AF_UNIX -> Inheritance.listener(UNIX, descriptor, unnamed(), options);
                case Linux.AF_VSOCK -> Inheritance.listener(VSOCK, descriptor, anywhere(), options);
                default -> throw Inheritance.unserved(descriptor, domain);
            };
            return new SocketListener(socket, options);
        });
    }

    /**
     * Takes the socket over as a flow.
     *
     * @param options the flow's
     * @return the flow
     * @throws io.hvflow.FlowAddressException if the number is no open stream socket, or one that is not connected; an AF_VSOCK
     *     socket of which one direction has been shut down does not count as connected
     * @throws FlowUnsupportedException if the socket is of another family than AF_VSOCK and AF_UNIX, or the system not Linux
     * @throws FlowException if the system refuses an option
     * @throws IllegalStateException if it has been taken over before
     */
    public Flow flow(FlowOptions options) throws FlowException {
        return take(() -> {
            int domain = Inheritance.inspect(descriptor).domain();
            PosixStreamSocket socket = switch (domain) {
                case Linux.AF_UNIX -> Inheritance.stream(UNIX, descriptor, unnamed(), options);
                case Linux.AF_VSOCK -> Inheritance.stream(VSOCK, descriptor, anywhere(), options);
                default -> throw Inheritance.unserved(descriptor, domain);
            };
            return BufferedFlow.of(socket, options);
        });
    }

    private interface Taking<T> {
        T take() throws FlowException;
    }

    private <T> T take(Taking<T> taking) throws FlowException {
        checkSystem();
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException("descriptor " + descriptor + " has been taken over already");
        }
        boolean done = false;
        try {
            T result = taking.take();
            done = true;
            return result;
        } finally {
            if (!done) {
                taken.set(false);
            }
        }
    }

    private void checkSystem() throws FlowUnsupportedException {
        Optional<String> reason = Availability.unavailable(Linux.AF_UNIX);
        if (reason.isPresent()) {
            throw new FlowUnsupportedException("take over descriptor " + descriptor, null, reason.get(), null);
        }
    }

    private UnixAddress unnamed() {
        return new UnixAddress(Path.of("/dev/fd/" + descriptor));
    }

    private static VsockAddress anywhere() {
        return new VsockAddress(VsockAddress.CID_ANY, VsockAddress.PORT_ANY);
    }

    @Override
    public String toString() {
        return "inherited descriptor " + descriptor + " (" + name + ")";
    }
}
