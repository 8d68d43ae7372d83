package io.hvflow.jmh;

import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A program that moves the same number of bytes over however many streams, with a virtual thread at each end, and prints the
 * throughput of each round.
 */
final class BusyFlows {
    private static final int MIB = 1 << 20;
    private static final int TOTAL = 1024 * MIB;
    private static final int WRITE = 4096;
    private static final int READ = 16384;
    private static final int WARM_UP = 4;

    private final List<Stream> streams = new ArrayList<>();
    private final int bytesEach;

    private BusyFlows(Transport transport, int flows) throws IOException {
        int count = flows / 2;
        bytesEach = TOTAL / count / WRITE * WRITE;
        Payload payload = new Payload(READ);
        try (Listening listening = transport.listen(FlowOptions.DEFAULTS)) {
            for (int i = 0; i < count; i++) {
                streams.add(new Stream(listening.connected(), payload));
            }
        }
    }

    private static final class Stream {
        private final Duplex.Pair ends;
        private final Payload outgoing;
        private final Payload expected;
        private final ByteBuffer dst = ByteBuffer.allocateDirect(READ);
        private long sent;
        private long received;

        Stream(Duplex.Pair ends, Payload payload) {
            this.ends = ends;
            this.outgoing = payload.copy();
            this.expected = payload.copy();
        }

        Void write(int bytes) throws IOException {
            for (long end = sent + bytes; sent < end; sent += WRITE) {
                ends.near().write(outgoing.at(sent, WRITE));
            }
            return null;
        }

        Void read(int bytes, boolean checking) throws IOException {
            for (long end = received + bytes; received < end; ) {
                int n = ends.far().read(dst.clear());
                if (n < 0) {
                    throw new IOException("the stream ended");
                }
                if (checking) {
                    expected.check(dst.flip(), received);
                }
                received += n;
            }
            return null;
        }
    }

    /** For {@link ManyFlows}: transport, number of flows, number of rounds. */
    static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        BusyFlows program = new BusyFlows(Transport.valueOf(args[0]), Integer.parseInt(args[1]));
        for (int i = -WARM_UP; i < Integer.parseInt(args[2]); i++) {
            double throughput = program.round(false);
            if (i >= 0) {
                ManyFlows.print(Metric.THROUGHPUT, throughput);
            }
        }
        program.round(true);
        for (Stream stream : program.streams) {
            stream.ends.near().abort();
            stream.ends.far().abort();
        }
    }

    private double round(boolean checking) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        List<Future<Void>> tasks = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Stream stream : streams) {
                tasks.add(threads.submit(() -> stream.read(bytesEach, checking)));
                tasks.add(threads.submit(() -> stream.write(bytesEach)));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        for (Future<Void> task : tasks) {
            task.get();
        }
        return (double) bytesEach * streams.size() / MIB / seconds;
    }
}
