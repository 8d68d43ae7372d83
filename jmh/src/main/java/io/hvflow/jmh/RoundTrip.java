package io.hvflow.jmh;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A stream whose other end sends back what it reads. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls open first
public class RoundTrip {
    private static final int CHECKED_TRIPS = 100;

    /** More would not fit into every transport's buffers, and both ends would wait in a write for the other to read. */
    private static final int MAX_SIZE = 65536;

    @Param({"1", "64", "4096", "65536"})
    int size;

    @Param
    Transport transport;

    private Payload payload;
    private ByteBuffer answer;
    private Duplex near;
    private FarEnd far;

    /** JMH makes it. */
    public RoundTrip() {}

    /**
     * Connects, and starts the echo.
     *
     * @throws IOException if the transport cannot
     */
    @Setup
    public void open() throws IOException {
        open(transport.open());
    }

    void open(Duplex.Pair pair) throws IOException {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size is " + size + ", must be from 1 to " + MAX_SIZE);
        }
        payload = new Payload(size);
        answer = ByteBuffer.allocateDirect(size);
        near = pair.near();
        far = new FarEnd(pair, RoundTrip::echo);
    }

    private static void echo(Duplex end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_SIZE);
        while (end.read(buffer.clear()) >= 0) {
            end.write(buffer.flip());
        }
    }

    void trip() throws IOException {
        trip(0);
    }

    private void trip(long position) throws IOException {
        try {
            near.write(payload.at(position, size));
            answer.clear();
            while (answer.hasRemaining()) {
                if (near.read(answer) < 0) {
                    throw new EOFException("the stream ended after " + answer.position() + " of " + size + " bytes");
                }
            }
        } catch (IOException | RuntimeException e) {
            far.abort(e);
            throw e;
        }
    }

    /**
     * Makes some more trips, each with other bytes, and compares what comes back.
     *
     * @throws IOException if the stream fails
     */
    @TearDown(Level.Iteration)
    public void check() throws IOException {
        for (int i = 0; i < CHECKED_TRIPS; i++) {
            trip(i);
            payload.check(answer.flip(), i);
        }
    }

    /**
     * Ends the stream.
     *
     * @throws IOException if that fails, or if the echo failed
     */
    @TearDown
    public void close() throws IOException {
        far.close();
    }
}
