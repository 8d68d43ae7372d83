package io.hvflow.jmh;

import io.hvflow.Flow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A flow whose other end drains it, for one write at a time. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls open first
public class Writes {
    private static final int PIECES = 4;
    private static final int READ_BUFFER = 65536;
    private static final int CHECKED_WRITES = 16;

    @Param({"1", "64", "4096", "65536", "1048576"})
    int size;

    @Param({"FLOW_UNIX", "FLOW_SIM"})
    Transport transport;

    private final List<ByteBuffer> pieces = new ArrayList<>();
    private Payload payload;
    private Flow flow;
    private FarEnd far;
    private long sent;
    private volatile boolean checking;

    /** JMH makes it. */
    public Writes() {}

    /**
     * Connects, and starts the reader.
     *
     * @throws IOException if the transport cannot
     */
    @Setup
    public void open() throws IOException {
        Duplex.Pair pair = transport.open();
        payload = new Payload(Math.max(size, READ_BUFFER));
        flow = FlowDuplex.flow(pair.near());
        far = new FarEnd(pair, this::drain);
        for (int i = 0; i < PIECES; i++) {
            pieces.add(payload.at(0, size).duplicate());
        }
    }

    private void drain(Duplex end) throws IOException {
        Payload expected = new Payload(READ_BUFFER);
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
        long count = 0;
        for (int n = end.read(buffer); n >= 0; n = end.read(buffer.clear())) {
            if (checking) {
                expected.check(buffer.flip(), count);
            }
            count += n;
        }
    }

    void write() throws IOException {
        flow.write(payload.at(sent, size));
        sent += size;
    }

    /** The same bytes in several pieces; of the smallest sizes some are empty. */
    void writev() throws IOException {
        int offset = payload.at(sent, size).position();
        for (int i = 0; i < PIECES; i++) {
            int begin = (int) ((long) size * i / PIECES);
            int end = (int) ((long) size * (i + 1) / PIECES);
            pieces.get(i).limit(offset + end).position(offset + begin);
        }
        flow.writev(pieces);
        sent += size;
    }

    /**
     * Makes some more writes of both kinds, which the reader compares with what belongs at their places in the stream.
     *
     * @throws IOException if the stream fails
     */
    @TearDown(Level.Iteration)
    public void check() throws IOException {
        checking = true;
        for (int i = 0; i < CHECKED_WRITES; i++) {
            write();
            writev();
        }
        checking = false;
    }

    /**
     * Ends the stream.
     *
     * @throws IOException if that fails, or if the reader failed, also by a byte that was wrong
     */
    @TearDown
    public void close() throws IOException {
        checking = true;
        write();
        far.close();
    }
}
