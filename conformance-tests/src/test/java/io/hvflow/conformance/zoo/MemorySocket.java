package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One end of a connection in memory. It is correct. */
final class MemorySocket implements StreamSocket {
    /** What a pipe holds where the options do not say. */
    static final int WINDOW = 65536;

    private final FlowAddress local;
    private final FlowAddress remote;
    private final Pipe in;
    private final Pipe out;
    private final Set<Capability> capabilities;
    private final MemoryWaiting waiting = new MemoryWaiting(this::readable, this::writable);
    private @Nullable MemorySocket peer; // set once, before anybody else sees this
    private volatile boolean closed;
    private volatile boolean aborted;
    private volatile boolean deaf;
    private volatile boolean undrained;

    private MemorySocket(FlowAddress local, FlowAddress remote, Pipe in, Pipe out, Set<Capability> capabilities) {
        this.local = local;
        this.remote = remote;
        this.in = in;
        this.out = out;
        this.capabilities = capabilities;
    }

    /**
     * Two connected sockets.
     *
     * @param near the end at {@code client}
     * @param far the end at {@code server}
     */
    record Pair(MemorySocket near, MemorySocket far) {}

    static Pair pair(FlowAddress client, FlowAddress server, int window, Set<Capability> capabilities) {
        Pipe there = new Pipe(window);
        Pipe back = new Pipe(window);
        MemorySocket near = new MemorySocket(client, server, back, there, capabilities);
        MemorySocket far = new MemorySocket(server, client, there, back, capabilities);
        near.peer = far;
        far.peer = near;
        return new Pair(near, far);
    }

    private boolean readable() {
        return closed || in.readable();
    }

    private boolean writable() {
        return closed || out.writable();
    }

    /** Tells both ends, which may then call back: no lock is held. */
    private void changed() {
        waiting.changed();
        MemorySocket other = peer;
        if (other != null) {
            other.waiting.changed();
        }
    }

    private void checkOpen(String operation) throws FlowClosedException {
        if (closed) {
            throw new FlowClosedException(operation, remote, "this end has closed the socket", null);
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkOpen("read");
        int count = in.read(dst, remote);
        if (count > 0) {
            changed();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkOpen("write");
        int count = out.write(src, remote);
        if (count > 0) {
            changed();
        }
        return count;
    }

    @Override
    public void shutdownRead() {
        deaf = true;
        if (capabilities.contains(Capability.PEER_SHUTDOWN_READ)) {
            in.refuse();
        } else {
            in.drop();
        }
        changed();
    }

    /** As a program of another make does it: it reads nothing any more, whatever lies there. */
    void shutdownReadUndrained() {
        undrained = true;
        shutdownRead();
    }

    @Override
    public void shutdownWrite() {
        if (capabilities.contains(Capability.HALF_CLOSE)) {
            out.end();
            changed();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            out.end();
            in.refuse();
            changed();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            closed = true;
            aborted = true;
            if (capabilities.contains(Capability.RESET_DETECTION)) {
                out.breakUp();
                in.breakUp();
            } else {
                out.end();
                in.refuse();
            }
            changed();
        }
    }

    // What no transport tells; but a wrong flow may look.

    boolean peerClosed() {
        MemorySocket other = peer;
        return other != null && other.closed;
    }

    boolean peerAborted() {
        MemorySocket other = peer;
        return other != null && other.aborted;
    }

    boolean peerIsDeaf() {
        MemorySocket other = peer;
        return other != null && other.deaf;
    }

    boolean peerIsUndrained() {
        MemorySocket other = peer;
        return other != null && other.undrained;
    }

    @Override
    public FlowAddress localAddress() {
        return local;
    }

    @Override
    public FlowAddress remoteAddress() {
        return remote;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }
}
