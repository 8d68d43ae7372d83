package io.hvflow.simulator;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.internal.Scheduled;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One end of a connection. It closes as AF_VSOCK does: unread data does not turn an orderly close into a reset (Linux,
 * {@code virtio_transport_remove_sock}). Unlike AF_VSOCK it tells a reset from an end, unless a rule is installed by which it
 * does not.
 */
final class SimSocket implements Scheduled {
    private final Connection connection;
    private final Connection.Endpoint end;
    private final Wire in;
    private final Wire out;
    private final SimWaiting waiting;
    private final AtomicBoolean closed = new AtomicBoolean();

    SimSocket(Connection connection, Connection.Endpoint end, Wire in, Wire out, Scheduler scheduler) {
        this.connection = connection;
        this.end = end;
        this.in = in;
        this.out = out;
        waiting = new SimWaiting(scheduler, scheduler.executor(end.partition()), end.remote(), in.pipe(), out.pipe());
    }

    /** For the trace of a simulation: what becomes of this end. */
    void record(Happening.Kind kind) {
        connection.record(kind, end);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkOpen("read");
        int count = in.read(dst);
        if (count >= 0) {
            return count;
        }
        // Closing stops the pipe as well, and what that makes of a read is not what its caller is to see.
        checkOpen("read");
        if (count == Pipe.END) {
            return -1;
        }
        throw broken("read");
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkOpen("write");
        int count = out.write(src);
        if (count >= 0) {
            return count;
        }
        checkOpen("write");
        throw switch (count) {
            case Pipe.FINISHED -> closed("write", "this end has shut down writing");
            case Pipe.STOPPED -> closed("write", "the peer has closed or shut down reading");
            default -> broken("write");
        };
    }

    @Override
    public void shutdownRead() throws IOException {
        checkOpen("shutdownRead");
        in.stop();
    }

    @Override
    public void shutdownWrite() throws IOException {
        checkOpen("shutdownWrite");
        out.end();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                out.close();
            } catch (Throwable e) {
                // A rule's own failure, or no memory: the peer must learn that this end is gone.
                connection.breakOff();
                throw e;
            } finally {
                connection.ended();
            }
        }
    }

    @Override
    public void abort() {
        if (closed.compareAndSet(false, true)) {
            try {
                connection.aborted(in);
            } catch (Throwable e) {
                connection.breakOff();
                throw e;
            } finally {
                connection.ended();
            }
        }
    }

    @Override
    public FlowAddress localAddress() {
        return end.local();
    }

    @Override
    public FlowAddress remoteAddress() {
        return end.remote();
    }

    @Override
    public Set<Capability> capabilities() {
        return connection.capabilities();
    }

    @Override
    public StreamSocket scheduled(StreamSocket used) {
        return connection.scheduled(used, end);
    }

    @Override
    public Flow scheduled(Flow made) {
        return connection.scheduled(made);
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    private void checkOpen(String operation) throws FlowClosedException {
        if (closed.get()) {
            throw closed(operation, "this end is closed");
        }
    }

    private FlowClosedException closed(String operation, String reason) {
        return new FlowClosedException(operation, end.remote(), reason, null);
    }

    private FlowResetException broken(String operation) {
        return new FlowResetException(operation, end.remote(), "the connection was reset; connect anew", null);
    }
}
