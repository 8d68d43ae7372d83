package io.hvflow.jmh;

import io.hvflow.Flow;
import io.hvflow.ReadResult;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A flow whose other end writes all the time, in pieces of 64 KiB, for one read at a time. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls open first
public class Reads {
    private static final int WRITE_SIZE = 65536;
    private static final int CHECKED_READS = 16;

    @Param({"1", "64", "4096", "65536", "1048576"})
    int size;

    @Param({"FLOW_UNIX", "FLOW_SIM"})
    Transport transport;

    private ByteBuffer dst;
    private Payload expected;
    private Flow flow;
    private FarEnd far;
    private long received;
    private boolean fresh;
    private volatile boolean stopping;

    /** JMH makes it. */
    public Reads() {}

    /**
     * Connects, and starts the writer.
     *
     * @throws IOException if the transport cannot
     */
    @Setup
    public void open() throws IOException {
        Duplex.Pair pair = transport.open();
        dst = ByteBuffer.allocateDirect(size);
        expected = new Payload(Math.max(size, Duplex.BUFFER));
        flow = FlowDuplex.flow(pair.near());
        far = new FarEnd(pair, this::feed);
    }

    private void feed(Duplex end) throws IOException {
        Payload payload = new Payload(WRITE_SIZE);
        try {
            for (long sent = 0; !stopping; sent += WRITE_SIZE) {
                end.write(payload.at(sent, WRITE_SIZE));
            }
        } catch (IOException e) {
            if (!stopping) {
                throw e;
            }
        }
        end.abort(); // nobody is left to take what is still buffered
    }

    ByteBuffer read() throws IOException {
        fresh = true;
        if (flow.read() instanceof ReadResult.Data(ByteBuffer bytes)) {
            received += bytes.remaining();
            return bytes;
        }
        throw new EOFException("the stream ended");
    }

    ByteBuffer readSome() throws IOException {
        int n = flow.read(dst.clear());
        if (n < 0) {
            throw new EOFException("the stream ended");
        }
        received += n;
        return dst;
    }

    ByteBuffer readInto() throws IOException {
        if (!flow.readInto(dst.clear())) {
            throw new EOFException("the stream ended");
        }
        received += size;
        return dst;
    }

    /**
     * Makes some more reads and compares what comes with what belongs at its place in the whole stream. Of those that allocate only
     * where they are what is measured: the profiler counts these too.
     *
     * @throws IOException if the stream fails
     */
    @TearDown(Level.Iteration)
    public void check() throws IOException {
        for (int i = 0; i < CHECKED_READS; i++) {
            long position = received;
            if (fresh) {
                expected.check(read(), position);
                position = received;
            }
            expected.check(readSome().flip(), position);
            position = received;
            expected.check(readInto().flip(), position);
        }
    }

    /**
     * Ends the stream.
     *
     * @throws IOException if the writer failed
     */
    @TearDown
    public void close() throws IOException {
        stopping = true;
        flow.abort();
        far.join();
    }
}
