package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.Flows;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that uses relative paths, by flows, by the JDK's channels and by its files, which must mean the same. */
public final class RelativePaths {
    private static final Path FLOWS = Path.of("flows.sock");
    private static final Path CHANNELS = Path.of("channels.sock");

    private RelativePaths() {}

    @SuppressWarnings("try") // closed early, so that the other end need not be waited for
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            System.setProperty("user.dir", args[0]);
        }
        try (FlowListener listener = Flows.listen("unix:" + FLOWS)) {
            say("address " + listener.localAddress());
            say("the JDK sees the file: " + Files.exists(FLOWS));
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(FLOWS));
                    Flow flow = listener.accept()) {
                say("a channel reaches the flow: " + client.isConnected());
                client.close();
            }
        }
        say("the file is gone: " + Files.notExists(FLOWS));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(CHANNELS));
            try (Flow flow = Flows.connect("unix:" + CHANNELS);
                    SocketChannel accepted = server.accept()) {
                say("a flow reaches the channel: " + flow.remoteAddress());
                accepted.close();
            }
        } finally {
            Files.delete(CHANNELS);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
