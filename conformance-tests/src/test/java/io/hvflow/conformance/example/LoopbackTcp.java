package io.hvflow.conformance.example;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/** A backend as small as can be: TCP on this machine. */
public final class LoopbackTcp {
    private LoopbackTcp() {}

    public static FlowPair open(FlowOptions options) throws IOException {
        return open(options, socket -> BufferedFlow.of(socket, options));
    }

    /** As above, with flows that are made in another way. */
    static FlowPair open(FlowOptions options, Function<StreamSocket, Flow> flow) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel near = SocketChannel.open(listener.getLocalAddress());
            SocketChannel far = listener.accept();
            return new FlowPair(flow.apply(socket(near, options)), flow.apply(socket(far, options)));
        }
    }

    private static TcpSocket socket(SocketChannel channel, FlowOptions options) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (options.windowSize().isPresent()) {
            channel.setOption(
                    StandardSocketOptions.SO_SNDBUF, options.windowSize().getAsInt());
        }
        return new TcpSocket(channel);
    }
}
