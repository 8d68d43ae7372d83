package io.hvflow.jmh;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connects two channels of Netty, on event loops of their own, which end with them.
 *
 * @param io what drives the event loops
 * @param server the type of the channel that listens
 * @param client the type of the channel that connects
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the event loops to end
record NettyConnection(IoHandlerFactory io, Class<? extends ServerChannel> server, Class<? extends Channel> client) {
    private static final int ENDS = 2;
    private static final long SECONDS = 5;

    static Duplex.Pair domainSockets(Path path) throws IOException {
        return new NettyConnection(
                        EpollIoHandler.newFactory(),
                        EpollServerDomainSocketChannel.class,
                        EpollDomainSocketChannel.class)
                .at(new DomainSocketAddress(path.toFile()));
    }

    static Duplex.Pair localChannels() throws IOException {
        return new NettyConnection(LocalIoHandler.newFactory(), LocalServerChannel.class, LocalChannel.class)
                .at(new LocalAddress(NettyConnection.class));
    }

    private Duplex.Pair at(SocketAddress address) throws IOException {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(ENDS, io);
        AtomicInteger open = new AtomicInteger(ENDS);
        Runnable closed = () -> {
            if (open.decrementAndGet() == 0) {
                loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
            }
        };
        NettyDuplex near = new NettyDuplex(closed);
        NettyDuplex far = new NettyDuplex(closed);
        try {
            connect(loops, address, near, far);
            return new Duplex.Pair(near, far);
        } catch (InterruptedException e) {
            loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (IOException | RuntimeException e) {
            loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    private void connect(MultiThreadIoEventLoopGroup loops, SocketAddress address, ChannelHandler near, NettyDuplex far)
            throws IOException, InterruptedException {
        CountDownLatch accepted = new CountDownLatch(1);
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(server)
                .childHandler(new Accepting(far, accepted))
                .bind(address)
                .sync()
                .channel();
        try {
            new Bootstrap()
                    .group(loops)
                    .channel(client)
                    .handler(near)
                    .connect(listener.localAddress())
                    .sync();
            if (!accepted.await(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("Netty did not accept within " + SECONDS + " s");
            }
        } finally {
            listener.close().sync();
        }
    }
}
