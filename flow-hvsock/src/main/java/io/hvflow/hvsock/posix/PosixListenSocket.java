package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A listening AF_UNIX or AF_VSOCK socket.
 *
 * @param <A> the kind of address
 */
public final class PosixListenSocket<A extends FlowAddress> implements ListenSocket {
    private final PosixFamily<A> family;
    private final Descriptor descriptor;
    private final A local;
    private final FlowOptions options;
    private final Runnable unbind;
    private final Waiting waiting;

    private PosixListenSocket(
            PosixFamily<A> family, Descriptor descriptor, A local, FlowOptions options, Runnable unbind) {
        this.family = family;
        this.descriptor = descriptor;
        this.local = local;
        this.options = options;
        this.unbind = unbind;
        this.waiting = new DescriptorWaiting(descriptor);
    }

    /** Binds and listens. */
    public static <A extends FlowAddress> PosixListenSocket<A> listen(
            PosixFamily<A> family, A address, FlowOptions options) throws IOException {
        byte[] name = family.listenName(address);
        Descriptor descriptor =
                new Descriptor(checked(family, address, SocketCalls.open(family.domain())), family.quirks());
        Runnable unbind = () -> {};
        boolean listening = false;
        try {
            family.configure(descriptor, address, options);
            checked(family, address, SocketCalls.bind(descriptor, name));
            unbind = family.bound(address);
            checked(family, address, SocketCalls.listen(descriptor, options.backlog()));
            A local = family.local(address, SocketCalls.name(descriptor));
            listening = true;
            return new PosixListenSocket<>(family, descriptor, local, options, unbind);
        } finally {
            if (!listening) {
                unbind.run();
                descriptor.close();
            }
        }
    }

    /** Takes over a socket that listens already, and whose address is not this process's to free. */
    static <A extends FlowAddress> PosixListenSocket<A> inherited(
            PosixFamily<A> family, Descriptor listening, A local, FlowOptions options) {
        return new PosixListenSocket<>(family, listening, local, options, () -> {});
    }

    private static <A extends FlowAddress> int checked(PosixFamily<A> family, A address, int outcome)
            throws IOException {
        if (outcome < 0) {
            throw Failures.listen(family, address, -outcome);
        }
        return outcome;
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        if (!descriptor.enter()) {
            throw Failures.closed("accept", local);
        }
        Scratch scratch = Scratch.take();
        try {
            MemorySegment length = SocketCalls.putLength(scratch);
            int flags = Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;
            int accepted;
            do {
                accepted = Libc.accept4(scratch.errno, descriptor.number(), scratch.memory, length, flags);
            } while (accepted == -Errno.EINTR || accepted == -Errno.ECONNABORTED || accepted == -Errno.EPROTO);
            if (accepted >= 0) {
                descriptor.reading.moved();
                return connected(new Descriptor(accepted, family.quirks()), SocketCalls.name(scratch));
            }
            if (accepted == -Errno.EAGAIN) {
                return null;
            }
            throw Failures.other("accept", local, -accepted);
        } finally {
            scratch.give();
            descriptor.exit();
        }
    }

    private StreamSocket connected(Descriptor accepted, byte[] peerName) throws IOException {
        boolean ready = false;
        try {
            family.configure(accepted, local, options);
            A named = family.local(local, SocketCalls.name(accepted));
            A here = named.equals(local) ? local : named; // one address for all flows, where there is but one
            A there = family.remote(local, peerName);
            StreamSocket socket = new PosixStreamSocket(accepted, here, there);
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
                descriptor.wakeAll();
                descriptor.exit();
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
