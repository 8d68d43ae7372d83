package io.hvflow.jmh;

import io.hvflow.FlowOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One end of a byte stream, as much of it as the benchmarks use: what all peers can be measured by. */
interface Duplex extends Closeable {
    /** What a transport that lets one choose may hold: as much as a flow does. */
    int BUFFER = FlowOptions.DEFAULTS.bufferSize();

    /** Waits for bytes; the number of them, or -1 at end of stream. */
    int read(ByteBuffer dst) throws IOException;

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer src) throws IOException;

    /** Sends what is still buffered, then the end; may wait for the other end to close too. */
    @Override
    void close() throws IOException;

    /** Ends the stream at once and releases whoever waits at either end. */
    void abort() throws IOException;

    /** Two ends of one stream. */
    record Pair(Duplex near, Duplex far) {}
}
