package io.hvflow.conformance.zoo;

import io.hvflow.conformance.ForeignEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** A socket in memory as a far end of another make: it does what it is asked for, and blocks by trying again. */
final class MemoryEnd implements ForeignEnd {
    private static final long NAP_NANOS = 100_000;

    private final MemorySocket socket;

    MemoryEnd(MemorySocket socket) {
        this.socket = socket;
    }

    private static void nap() throws IOException {
        LockSupport.parkNanos(NAP_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted");
        }
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (socket.write(bytes) == 0) {
                nap();
            }
        }
    }

    @Override
    public ByteBuffer receive(int max) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(max);
        while (true) {
            int count = socket.read(dst);
            if (count != 0) {
                return dst.flip();
            }
            nap();
        }
    }

    @Override
    public long echo(int piece) throws IOException {
        long count = 0;
        boolean sends = true;
        while (true) {
            ByteBuffer bytes = receive(piece);
            if (!bytes.hasRemaining()) {
                close();
                return count;
            }
            count += bytes.remaining();
            try {
                if (sends) {
                    send(bytes);
                }
            } catch (IOException e) {
                sends = false;
            }
        }
    }

    @Override
    public void shutdownInput() {
        socket.shutdownReadUndrained();
    }

    @Override
    public void shutdownOutput() {
        socket.shutdownWrite();
    }

    @Override
    public void close() {
        socket.close();
    }
}
