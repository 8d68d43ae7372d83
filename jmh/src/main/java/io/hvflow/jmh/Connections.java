package io.hvflow.jmh;

import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A listener, which one connection after another is made to and closed. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls open first
public class Connections {
    /** The far end does not wait for the near one to close, so that one thread can close both. */
    private static final FlowOptions SHORT_CLOSE = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);

    @Param({"FLOW_UNIX", "FLOW_SIM", "JDK_UNIX"})
    Transport transport;

    private Listening listening;

    /** JMH makes it. */
    public Connections() {}

    /**
     * Listens.
     *
     * @throws IOException if the transport cannot
     */
    @Setup
    public void open() throws IOException {
        listening = transport.listen(SHORT_CLOSE);
    }

    void connectAndClose() throws IOException {
        Duplex.Pair pair = listening.connected();
        pair.far().close();
        pair.near().close();
    }

    /**
     * Connects once more, and compares what passes.
     *
     * @throws IOException if it fails
     */
    @TearDown(Level.Iteration)
    public void check() throws IOException {
        Duplex.Pair pair = listening.connected();
        pair.near().write(ByteBuffer.wrap(new byte[] {42}));
        ByteBuffer dst = ByteBuffer.allocate(1);
        if (pair.far().read(dst) != 1 || dst.get(0) != 42) {
            throw new IllegalStateException("the connection carries other bytes than were written");
        }
        pair.far().close();
        pair.near().close();
    }

    /**
     * Ends the listening.
     *
     * @throws IOException if that fails
     */
    @TearDown
    public void close() throws IOException {
        listening.close();
    }
}
