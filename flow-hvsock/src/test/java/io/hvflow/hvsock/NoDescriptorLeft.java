package io.hvflow.hvsock;

import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program for a JVM with few descriptors: when none is left for an eventfd or a poller, connected sockets still wait and
 * move bytes, and connecting says what is missing.
 */
public final class NoDescriptorLeft {
    private NoDescriptorLeft() {}

    public static void main(String[] args) throws Exception {
        // All classes and code first: loading needs descriptors too.
        for (ThreadKind kind : ThreadKind.values()) {
            try (Sockets sockets = Sockets.open()) {
                exchange(kind, sockets.pair());
                say(sockets, "nowhere");
            }
        }
        List<FileInputStream> hoard = new ArrayList<>();
        try (Sockets sockets = Sockets.open()) {
            for (ThreadKind kind : ThreadKind.values()) {
                List<StreamSocket> pair = sockets.pair();
                Eventually.holds(() -> pollers() == 0, () -> "the poller runs on");
                hoardAll(hoard);
                exchange(kind, pair);
                System.out.println(kind + " moved bytes with no descriptor left");
                free(hoard);
            }
            acceptWithout(hoard, sockets);
            StreamSocket writer = sockets.pair().getFirst();
            Eventually.holds(() -> pollers() == 0, () -> "the poller runs on");
            hoardAll(hoard);
            CountDownLatch ran = new CountDownLatch(1);
            writer.waiting().whenWritable(ran::countDown);
            ran.await();
            String why = say(sockets, "pairs");
            free(hoard);
            System.out.println(why);
        }
    }

    /** Accepts with no descriptor left: nobody there is no failure; somebody there is one, in its own time; then it goes on. */
    private static void acceptWithout(List<FileInputStream> hoard, Sockets sockets) throws IOException {
        ListenSocket listener = sockets.listener();
        Waiter waiter = listener.waiting().waiter(Readiness.READABLE);
        hoardAll(hoard);
        System.out.println("nobody connects: " + listener.accept());
        free(hoard);
        StreamSocket waits = new UnixFamily().connect(new UnixAddress(sockets.path("pairs")), FlowOptions.DEFAULTS);
        hoardAll(hoard);
        for (int failures = 0; failures < 2; failures++) {
            long begun = System.nanoTime();
            int calls = 0;
            try {
                while (listener.accept() == null) {
                    calls++;
                    waiter.await(Waiter.NEVER);
                }
                throw new AssertionError("accepted");
            } catch (FlowException e) {
                System.out.println("accept waited: " + (System.nanoTime() - begun >= 50_000_000) + ", spun: "
                        + (calls > 1000) + ", " + e.getMessage());
            }
        }
        free(hoard);
        StreamSocket accepted = listener.accept();
        System.out.println("then accepted: " + (accepted != null));
        waits.close();
        if (accepted != null) {
            accepted.close();
        }
    }

    /** Why connecting fails. */
    private static String say(Sockets sockets, String name) throws IOException {
        try {
            new UnixFamily().connect(new UnixAddress(sockets.path(name)), FlowOptions.DEFAULTS);
            return "connected";
        } catch (FlowException e) {
            return e.getMessage();
        }
    }

    private static long pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hvflow-poller"))
                .count();
    }

    private static void hoardAll(List<FileInputStream> hoard) {
        try {
            while (true) {
                hoard.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            // That was the aim.
        }
    }

    private static void free(List<FileInputStream> hoard) throws IOException {
        for (FileInputStream file : hoard) {
            file.close();
        }
        hoard.clear();
    }

    private static void exchange(ThreadKind kind, List<StreamSocket> pair) throws Exception {
        Thread reader = kind.start(() -> readOne(pair.getFirst()));
        Eventually.blocked(reader);
        pair.getLast().write(ByteBuffer.allocate(1));
        reader.join();
    }

    private static void readOne(StreamSocket socket) {
        Waiter waiter = socket.waiting().waiter(Readiness.READABLE);
        try {
            while (socket.read(ByteBuffer.allocate(1)) == 0) {
                waiter.await(Waiter.NEVER);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
