package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/** A socket that is the one it wraps, but for what a subclass gets wrong. */
class ForwardingSocket implements StreamSocket {
    private final StreamSocket socket;

    ForwardingSocket(StreamSocket socket) {
        this.socket = socket;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return socket.read(dst);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return socket.write(src);
    }

    @Override
    public void shutdownRead() throws IOException {
        socket.shutdownRead();
    }

    @Override
    public void shutdownWrite() throws IOException {
        socket.shutdownWrite();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public void abort() {
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
    public Set<Capability> capabilities() {
        return socket.capabilities();
    }

    @Override
    public Waiting waiting() {
        return socket.waiting();
    }
}
