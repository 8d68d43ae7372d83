package io.hvflow.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** Two pipes of the system, by java.nio. */
record PipeDuplex(Pipe.SourceChannel source, Pipe.SinkChannel sink) implements Duplex {
    static Pair pipes() throws IOException {
        Pipe forth = Pipe.open();
        Pipe back = Pipe.open();
        return new Pair(new PipeDuplex(back.source(), forth.sink()), new PipeDuplex(forth.source(), back.sink()));
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return source.read(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            sink.write(src);
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
        source.close();
    }

    @Override
    public void abort() throws IOException {
        close();
    }
}
