package io.hvflow.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A stream that is written at one end and drained at the other. Bytes count when they have been read. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls open first
public class OneWay {
    private static final int MIB = 1 << 20;
    private static final int MAX_BATCH = 16 * MIB;
    private static final int WRITES = 1 << 18;
    private static final int READ_BUFFER = 65536;

    @Param({"1", "64", "4096", "65536", "1048576"})
    int size;

    @Param
    Transport transport;

    private final Semaphore arrived = new Semaphore(0);
    private Payload payload;
    private Duplex near;
    private FarEnd far;
    private long sent;

    /** Set before the bytes that reach it are written, so that the reader cannot come too early to see it. */
    private volatile long goal;

    private volatile boolean checking;

    /** Handed over by {@link #arrived}. */
    private long received;

    /** JMH makes it. */
    public OneWay() {}

    /**
     * Connects, and starts the reader.
     *
     * @throws IOException if the transport cannot
     */
    @Setup
    public void open() throws IOException {
        open(transport.open());
    }

    void open(Duplex.Pair pair) {
        payload = new Payload(Math.max(size, READ_BUFFER));
        near = pair.near();
        far = new FarEnd(pair, this::drain);
    }

    private void drain(Duplex end) throws IOException {
        Payload expected = new Payload(READ_BUFFER);
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
        long count = 0;
        try {
            for (int n = end.read(buffer); n >= 0; n = end.read(buffer.clear())) {
                if (checking) {
                    expected.check(buffer.flip(), count);
                }
                count += n;
                if (count == goal) {
                    received = count;
                    arrived.release();
                }
            }
        } finally {
            arrived.release();
        }
    }

    /**
     * What one call of the benchmark moves: much more than any buffer on the way, so that its edges hardly count; but of the
     * smallest writes no more than take a fraction of a second where each is a system call.
     */
    static int batchBytes(int size) {
        return (int) Math.min(MAX_BATCH, (long) size * WRITES);
    }

    /** Writes the batch, in writes of {@code size}, and waits until the reader has all of it. */
    void batch() throws IOException, InterruptedException {
        send(batchBytes(size));
    }

    /**
     * Sends a little more and compares it, byte by byte, with what belongs at its place in the whole stream.
     *
     * @throws IOException if the stream fails, or if a byte is wrong
     * @throws InterruptedException if interrupted
     */
    @TearDown(Level.Iteration)
    public void check() throws IOException, InterruptedException {
        checking = true;
        send(Math.min(MIB, batchBytes(size)));
        checking = false;
    }

    private void send(int bytes) throws IOException, InterruptedException {
        long end = sent + bytes;
        goal = end;
        try {
            while (sent < end) {
                int length = (int) Math.min(size, end - sent);
                near.write(payload.at(sent, length));
                sent += length;
            }
        } catch (IOException | RuntimeException e) {
            far.abort(e);
            throw e;
        }
        arrived.acquire();
        if (received != end) {
            far.join();
            throw new IOException("the reader met the end of the stream before byte " + end);
        }
    }

    /**
     * Ends the stream.
     *
     * @throws IOException if that fails, or if the reader failed
     */
    @TearDown
    public void close() throws IOException {
        far.close();
    }
}
