package io.hvflow.conformance.zoo;

import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A socket that tells how it stands with what it was given, and can be told to get the end wrong. */
final class Meter extends ForwardingSocket {
    private volatile boolean full;
    private volatile long taken;
    private volatile boolean swallowing;
    private volatile boolean endingWell;

    Meter(StreamSocket socket) {
        super(socket);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes
    public int write(ByteBuffer src) throws IOException {
        if (swallowing) {
            int all = src.remaining();
            src.position(src.limit());
            return all;
        }
        int count = super.write(src);
        full = count == 0;
        taken += count;
        return count;
    }

    /** From now on takes everything, and passes nothing on. */
    void swallow() {
        swallowing = true;
    }

    /** From now on an abort is a close in good order. */
    void endWell() {
        endingWell = true;
    }

    @Override
    public void abort() {
        if (endingWell) {
            close();
        } else {
            super.abort();
        }
    }

    /** Whether it took nothing when last asked. */
    boolean full() {
        return full;
    }

    /** How many bytes it has taken. */
    long taken() {
        return taken;
    }
}
