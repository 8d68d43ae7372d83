package io.hvflow.jmh;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;

/** The piped streams of java.io, two of each. They take arrays only. */
final class PipedDuplex implements Duplex {
    private final PipedInputStream in;
    private final PipedOutputStream out;
    private final byte[] incoming = new byte[BUFFER];
    private final byte[] outgoing = new byte[BUFFER];

    private PipedDuplex(PipedInputStream in, PipedOutputStream out) {
        this.in = in;
        this.out = out;
    }

    static Pair pipes() throws IOException {
        PipedInputStream forth = new PipedInputStream(BUFFER);
        PipedInputStream back = new PipedInputStream(BUFFER);
        return new Pair(
                new PipedDuplex(back, new PipedOutputStream(forth)),
                new PipedDuplex(forth, new PipedOutputStream(back)));
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int n = in.read(incoming, 0, Math.min(incoming.length, dst.remaining()));
        if (n > 0) {
            dst.put(incoming, 0, n);
        }
        return n;
    }

    /** Flushes too: without it the reader learns of the bytes only within a second. */
    @Override
    public void write(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            int n = Math.min(outgoing.length, src.remaining());
            src.get(outgoing, 0, n);
            out.write(outgoing, 0, n);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
        in.close();
    }

    @Override
    public void abort() throws IOException {
        close();
    }
}
