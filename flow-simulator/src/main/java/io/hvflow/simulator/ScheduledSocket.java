package io.hvflow.simulator;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.PeerCredentials;
import io.hvflow.simulator.Happening.Kind;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A flow's socket in a simulation: every call of it is a place where another actor may come between, and is recorded. */
final class ScheduledSocket implements StreamSocket {
    private final StreamSocket socket;
    private final Baton baton;
    private final long connection;
    private final String here;
    private final String there;
    private final Pipe in;
    private final Pipe out;
    private long read;
    private long written;
    private boolean closed;

    ScheduledSocket(
            StreamSocket socket, Baton baton, long connection, Partition here, Partition there, Pipe in, Pipe out) {
        this.socket = socket;
        this.baton = baton;
        this.connection = connection;
        this.here = here.name();
        this.there = there.name();
        this.in = in;
        this.out = out;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        baton.step();
        int wanted = dst.remaining();
        int count = told("read", () -> socket.read(dst));
        if (count > 0) {
            record(Kind.READ, read, count, "");
            read += count;
            mark(count < wanted ? "short read" : "full read");
        } else if (count < 0) {
            record(Kind.END, read, 0, "");
            mark("end of stream");
        } else {
            mark("read that finds nothing");
        }
        // Between what the transport says and what the flow makes of it.
        baton.step();
        return count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        baton.step();
        int wanted = src.remaining();
        long wraps = out.wraps();
        int count = told("write", () -> socket.write(src));
        if (count > 0) {
            record(Kind.WRITE, written, count, "");
            written += count;
            mark(count < wanted ? "short write" : "full write");
            markIf(out.wraps() > wraps, "write across the end of the ring");
        } else {
            mark("write that finds no room");
        }
        baton.step();
        return count;
    }

    @Override
    public boolean flush() throws IOException {
        return socket.flush();
    }

    @Override
    public int held() {
        return socket.held();
    }

    @Override
    public void shutdownRead() throws IOException {
        baton.step();
        record(Kind.SHUTDOWN_READ, read, 0, "");
        markIf(in.queued() > 0, "shutdown of reading with bytes unread");
        socket.shutdownRead();
    }

    @Override
    public void shutdownWrite() throws IOException {
        baton.step();
        record(Kind.SHUTDOWN_WRITE, written, 0, "");
        markIf(out.queued() > 0, "end of stream behind unread bytes");
        socket.shutdownWrite();
    }

    @Override
    public void close() {
        baton.step();
        record(Kind.CLOSE, written, 0, "");
        markIf(closed, "socket closed again"); // which a flow has no reason to
        markIf(!closed && in.queued() > 0, "close with bytes unread");
        closed = true;
        socket.close();
    }

    @Override
    public void abort() {
        baton.step();
        record(Kind.ABORT, written, 0, "");
        markIf(in.queued() > 0 || out.queued() > 0, "abort with bytes unread");
        socket.abort();
    }

    @Override
    public FlowAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public FlowAddress remoteAddress() {
        return socket.remoteAddress();
    }

    @Override
    public Optional<PeerCredentials> peerCredentials() throws IOException {
        return socket.peerCredentials();
    }

    @Override
    public Set<Capability> capabilities() {
        return socket.capabilities();
    }

    @Override
    public Waiting waiting() {
        return socket.waiting();
    }

    private interface Call {
        int run() throws IOException;
    }

    private int told(String operation, Call call) throws IOException {
        try {
            return call.run();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            record(Kind.FAILURE, 0, 0, message.startsWith(operation) ? message : operation + ": " + message);
            mark("failed " + operation);
            throw e;
        }
    }

    private void record(Kind kind, long offset, long bytes, String detail) {
        baton.recorder()
                .add(new Happening(
                        Duration.ofNanos(baton.now()),
                        baton.self().name(),
                        here,
                        there,
                        connection,
                        kind,
                        offset,
                        bytes,
                        detail));
    }

    private void markIf(boolean so, String name) {
        if (so) {
            mark(name);
        }
    }

    private void mark(String name) {
        baton.recorder().mark(name);
    }
}
