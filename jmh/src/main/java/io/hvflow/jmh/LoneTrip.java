package io.hvflow.jmh;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Round trips with a pause before each, longer than any batching could wait: what waits for company would show here. */
@State(Scope.Thread)
public class LoneTrip extends RoundTrip {
    private static final long PAUSE_NANOS = 1_000_000;

    /** JMH makes it. */
    public LoneTrip() {}

    /** Lets both ends come to rest, before time is taken. */
    @Setup(Level.Invocation)
    public void rest() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
