package io.hvflow.internal;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.PeerCredentials;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** A socket whose sends and receives are told to a watcher. */
final class WatchedSocket implements StreamSocket {
    private final StreamSocket socket;
    private final Transfers.Watcher watcher;

    WatchedSocket(StreamSocket socket, Transfers.Watcher watcher) {
        this.socket = socket;
        this.watcher = watcher;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int offered = dst.remaining();
        int moved = socket.read(dst);
        report(false, offered, moved);
        return moved;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        int offered = src.remaining();
        int moved = socket.write(src);
        report(true, offered, moved);
        return moved;
    }

    /** The bytes have moved, whatever the watcher makes of it. */
    private void report(boolean sent, int offered, int moved) {
        try {
            watcher.transferred(sent, offered, moved);
        } catch (Throwable thrown) {
            Uncaught.report(thrown);
        }
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
}
