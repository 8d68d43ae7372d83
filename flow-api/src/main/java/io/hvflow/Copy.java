package io.hvflow;

import io.hvflow.spi.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One direction of a copy. */
final class Copy {
    private static final int SIZE = 65536;

    private final Flow from;
    private final Flow to;
    private final Threads threads = Threads.current();

    Copy(Flow from, Flow to) {
        this.from = from;
        this.to = to;
    }

    CopyStats run() throws IOException {
        long start = threads.now();
        long bytes = 0;
        long operations = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        while (from.read(buffer) >= 0) {
            buffer.flip();
            bytes += buffer.remaining();
            operations++;
            send(buffer);
            buffer.clear();
        }
        to.shutdownWrite();
        return new CopyStats(bytes, operations, Duration.ofNanos(threads.now() - start));
    }

    private void send(ByteBuffer buffer) throws IOException {
        try {
            to.write(buffer);
        } catch (FlowClosedException e) {
            try {
                from.shutdownRead();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }
}
