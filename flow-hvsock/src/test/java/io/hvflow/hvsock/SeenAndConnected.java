package io.hvflow.hvsock;

import io.hvflow.FlowListener;
import io.hvflow.Flows;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that has just started and listens, while another thread connects as soon as it sees the file. */
public final class SeenAndConnected {
    private SeenAndConnected() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0], "l");
        warmUp(Path.of(args[0], "warm"));
        CountDownLatch watching = new CountDownLatch(1);
        Thread watcher = Thread.ofPlatform().start(() -> {
            watching.countDown();
            while (Files.notExists(path)) {
                Thread.onSpinWait();
            }
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                System.out.println("connected: " + client.isConnected());
            } catch (Exception e) {
                System.out.println("seen, and refused: " + e);
            }
        });
        watching.await();
        FlowListener listener = Flows.listen("unix://" + path);
        watcher.join();
        listener.close();
    }

    /** The watcher is to be quick, and this library cold. */
    @SuppressWarnings("try") // the client is there to be accepted
    private static void warmUp(Path path) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            for (int i = 0; i < 20; i++) {
                try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    server.accept().close();
                    Files.notExists(path.resolveSibling("none"));
                }
            }
        } finally {
            Files.delete(path);
        }
    }
}
