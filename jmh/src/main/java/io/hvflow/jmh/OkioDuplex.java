package io.hvflow.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Pipe;
import okio.Socket;

/** Okio's streams in memory: its pair of sockets, or two of its pipes. */
record OkioDuplex(BufferedSource source, BufferedSink sink, Runnable cancel) implements Duplex {
    static Pair sockets() {
        Socket[] ends = Okio.inMemorySocketPair(BUFFER);
        return new Pair(of(ends[0]), of(ends[1]));
    }

    private static OkioDuplex of(Socket socket) {
        return new OkioDuplex(Okio.buffer(socket.getSource()), Okio.buffer(socket.getSink()), socket::cancel);
    }

    static Pair pipes() {
        Pipe forth = new Pipe(BUFFER);
        Pipe back = new Pipe(BUFFER);
        Runnable cancel = () -> {
            forth.cancel();
            back.cancel();
        };
        return new Pair(
                new OkioDuplex(Okio.buffer(back.source()), Okio.buffer(forth.sink()), cancel),
                new OkioDuplex(Okio.buffer(forth.source()), Okio.buffer(back.sink()), cancel));
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return source.read(dst);
    }

    /** Flushes too: bytes of a write that returned are to arrive without another call. */
    @Override
    public void write(ByteBuffer src) throws IOException {
        sink.write(src);
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        sink.close();
        source.close();
    }

    @Override
    public void abort() {
        cancel.run();
    }
}
