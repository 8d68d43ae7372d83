package io.hvflow.jmh;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's own channel, in blocking mode. */
record ChannelDuplex(SocketChannel channel) implements Duplex {
    static Pair connected(SocketAddress unix) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(unix);
            SocketChannel near = SocketChannel.open(unix);
            try {
                return new Pair(new ChannelDuplex(near), new ChannelDuplex(listener.accept()));
            } catch (IOException | RuntimeException e) {
                near.close();
                throw e;
            }
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return channel.read(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            channel.write(src);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void abort() throws IOException {
        channel.close();
    }
}
