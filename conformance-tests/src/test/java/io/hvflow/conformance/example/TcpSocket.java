package io.hvflow.conformance.example;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.OtherAddress;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;

/** A {@link StreamSocket} over a channel of the JDK. */
final class TcpSocket implements StreamSocket {
    private static final String BROKEN_PIPE = "Broken pipe";

    private final SocketChannel channel;
    private final FlowAddress local;
    private final FlowAddress remote;
    private final PollingWaiting waiting = new PollingWaiting();

    TcpSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.local = address(channel.getLocalAddress());
        this.remote = address(channel.getRemoteAddress());
    }

    private static FlowAddress address(SocketAddress address) {
        return new OtherAddress("tcp", "//" + address.toString().substring(1));
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        try {
            return channel.read(dst);
        } catch (ClosedChannelException e) {
            throw new FlowClosedException("read", remote, "the socket is closed", null);
        } catch (IOException e) {
            throw new FlowResetException("read", remote, String.valueOf(e.getMessage()), null);
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        try {
            return channel.write(src);
        } catch (ClosedChannelException e) {
            throw new FlowClosedException("write", remote, "the socket is closed", null);
        } catch (IOException e) {
            if (BROKEN_PIPE.equals(e.getMessage())) {
                throw new FlowClosedException("write", remote, BROKEN_PIPE, null);
            }
            throw new FlowResetException("write", remote, String.valueOf(e.getMessage()), null);
        }
    }

    @Override
    public void shutdownRead() {
        // TCP does not tell the peer; the flow drops what comes.
    }

    @Override
    public void shutdownWrite() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            // The peer is gone: there is nobody to tell.
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void abort() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed, or the peer has broken the stream already.
        }
        close();
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
        return EnumSet.of(Capability.HALF_CLOSE, Capability.RESET_DETECTION);
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }
}
