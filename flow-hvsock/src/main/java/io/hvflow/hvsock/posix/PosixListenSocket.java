package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening AF_UNIX or AF_VSOCK socket.
 *
 * @param <A> the kind of address
 */
public final class PosixListenSocket<A extends FlowAddress> implements ListenSocket {
    private final PosixFamily<A> family;
    private final Descriptor descriptor;
    private final A asked;
    private final FlowAddress local;
    private final FlowOptions options;
    private final Runnable unbind;
    private final Waiting waiting;

    /** How long a shortage may last before it is reported, in milliseconds. */
    static final int PATIENCE_MILLIS = 100;

    /** When the shortage began that accepts meet, odd; 0 if they meet none. The accepting thread's. */
    private long shortage;

    private PosixListenSocket(
            PosixFamily<A> family,
            Descriptor descriptor,
            A asked,
            FlowAddress local,
            FlowOptions options,
            Runnable unbind) {
        this.family = family;
        this.descriptor = descriptor;
        this.asked = asked;
        this.local = local;
        this.options = options;
        this.unbind = unbind;
        this.waiting = new DescriptorWaiting(descriptor);
    }

    /** Binds and listens. */
    public static <A extends FlowAddress> PosixListenSocket<A> listen(
            PosixFamily<A> family, A address, FlowOptions options) throws IOException {
        byte[] name = family.listenName(address);
        SocketPlace place = family.place(address, options);
        if (place == null) {
            return listen(family, address, options, name);
        }
        Placing<A> placing = new Placing<>(family, address, options, place);
        Placing.Placed placed = placing.perform(name);
        PosixListenSocket<A> made = null;
        try {
            A local = family.local(address, name);
            made = new PosixListenSocket<>(
                    family, placed.socket(), address, local, options, () -> placing.remove(placed.file()));
            return made;
        } finally {
            if (made == null) {
                placing.undo(placed);
            }
        }
    }

    private static <A extends FlowAddress> PosixListenSocket<A> listen(
            PosixFamily<A> family, A address, FlowOptions options, byte[] name) throws IOException {
        Descriptor descriptor = open(family, address, options);
        PosixListenSocket<A> made = null;
        try {
            checked(family, address, SocketCalls.bind(descriptor, name));
            checked(family, address, SocketCalls.listen(descriptor, options.backlog()));
            A local = family.local(address, SocketCalls.name(descriptor));
            made = new PosixListenSocket<>(family, descriptor, address, local, options, () -> {});
            return made;
        } finally {
            if (made == null) {
                descriptor.close();
            }
        }
    }

    /** A socket that is not bound yet. */
    static <A extends FlowAddress> Descriptor open(PosixFamily<A> family, A address, FlowOptions options)
            throws IOException {
        Descriptor descriptor = new Descriptor(family.quirks());
        boolean configured = false;
        try {
            checked(family, address, descriptor.adopt(SocketCalls.open(family.domain())));
            family.configure(descriptor, address, options);
            configured = true;
            return descriptor;
        } finally {
            if (!configured) {
                descriptor.close();
            }
        }
    }

    /**
     * Takes over a socket that listens already, and whose address is not this process's to free.
     *
     * @param unnamed stands for an address of the family where one must
     */
    static <A extends FlowAddress> PosixListenSocket<A> inherited(
            PosixFamily<A> family, Descriptor listening, A unnamed, FlowAddress local, FlowOptions options) {
        return new PosixListenSocket<>(family, listening, unnamed, local, options, () -> {});
    }

    private static <A extends FlowAddress> int checked(PosixFamily<A> family, A address, int outcome)
            throws IOException {
        if (outcome < 0) {
            throw Failures.listen(family, address, -outcome);
        }
        return outcome;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The system takes a descriptor before it looks for a connection, so a shortage of them fails at once (EMFILE), whether or
     * not anybody connects; and whoever connects stays in the backlog, by which the listener stays ready. So a shortage is
     * reported only where somebody waits to be accepted, and only after {@value #PATIENCE_MILLIS} ms of it: in that time this
     * says that nobody is there, and waiting is slowed down. A loop around it does not spin, and a shortage that passes is not
     * noticed.
     */
    @Override
    public @Nullable StreamSocket accept() throws IOException {
        Descriptor accepted = new Descriptor(family.quirks());
        byte[] peerName = null;
        try (Scratch scratch = Scratch.in(descriptor, "accept", local)) {
            MemorySegment length = SocketCalls.putLength(scratch);
            int flags = Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;
            int outcome;
            do {
                outcome =
                        accepted.adopt(Libc.accept4(scratch.errno, descriptor.number(), scratch.memory, length, flags));
            } while (outcome == -Errno.EINTR || outcome == -Errno.ECONNABORTED || outcome == -Errno.EPROTO);
            if (outcome < 0) {
                return nobody(scratch, -outcome);
            }
            shortage = 0;
            descriptor.reading.moved();
            peerName = SocketCalls.name(scratch);
        } finally {
            if (peerName == null) {
                accepted.close();
            }
        }
        return connected(accepted, peerName);
    }

    private @Nullable StreamSocket nobody(Scratch scratch, int errno) throws IOException {
        switch (errno) {
            case Errno.EAGAIN -> {
                shortage = 0;
                return null;
            }
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS -> {
                if (!SocketCalls.isReady(scratch, descriptor, Linux.POLLIN) || mayPass()) {
                    return null;
                }
            }
            default -> {}
        }
        throw Failures.accept(local, errno);
    }

    /** Whether the shortage that was just met is young; if not, the next one counts anew. */
    private boolean mayPass() {
        long now = System.nanoTime();
        if (shortage == 0) {
            shortage = now | 1;
        }
        if (now - shortage < TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
            descriptor.reading.beHasty();
            return true;
        }
        shortage = 0;
        return false;
    }

    private StreamSocket connected(Descriptor accepted, byte[] peerName) throws IOException {
        boolean ready = false;
        try {
            SocketOptions.urgentBytes(accepted, local);
            family.configure(accepted, asked, options);
            FlowAddress named = family.accepted(local, SocketCalls.name(accepted));
            FlowAddress here = named.equals(local) ? local : named; // one address for all flows, where there is but one
            FlowAddress there = family.named(asked, peerName);
            StreamSocket socket = new PosixStreamSocket(accepted, here, there == null ? local : there);
            ready = true;
            return socket;
        } finally {
            if (!ready) {
                accepted.close();
            }
        }
    }

    @Override
    public void close() {
        if (descriptor.beginClosing()) {
            try {
                // First, so that nobody finds a socket file at which nobody listens.
                unbind.run();
            } finally {
                descriptor.endClosing();
            }
        }
    }

    @Override
    public FlowAddress localAddress() {
        return local;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public String toString() {
        return "listening at " + local;
    }
}
