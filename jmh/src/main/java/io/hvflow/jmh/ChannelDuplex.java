package io.hvflow.jmh;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** A channel in blocking mode: the JDK's own, or junixsocket's, which is used in the same way. */
record ChannelDuplex(SocketChannel channel) implements Duplex {
    static Listening listeningByJdk(Path unix) throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(unix);
        return listening(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX), address, () -> SocketChannel.open(address));
    }

    static Listening listeningByJunixsocket(Path unix) throws IOException {
        SocketAddress address = AFUNIXSocketAddress.of(unix);
        return listening(AFUNIXServerSocketChannel.open(), address, () -> AFUNIXSocketChannel.open(address));
    }

    private interface Connecting {
        SocketChannel connect() throws IOException;
    }

    private static Listening listening(ServerSocketChannel listener, SocketAddress address, Connecting connecting)
            throws IOException {
        listener.bind(address);
        return new Listening() {
            @Override
            public Pair connected() throws IOException {
                SocketChannel near = connecting.connect();
                try {
                    return new Pair(new ChannelDuplex(near), new ChannelDuplex(listener.accept()));
                } catch (IOException | RuntimeException e) {
                    near.close();
                    throw e;
                }
            }

            @Override
            public void close() throws IOException {
                listener.close();
            }
        };
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
