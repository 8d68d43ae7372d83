package io.hvflow.jmh;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Round trips with a pause before each, longer than any batching could wait: what waits for company would show here. With those
 * pauses the compiler would not come to the code within a run, so thousands of trips go before: with short pauses, so that both
 * ends block, and without, as those that check the bytes, so that neither has to.
 */
@State(Scope.Thread)
public class LoneTrip extends RoundTrip {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int WARM_UP = 40_000;
    private static final int WARM_UP_TURN = 100;
    private static final long WARM_UP_PAUSE_NANOS = 50_000;

    /** JMH makes it. */
    public LoneTrip() {}

    @Override
    void open(Duplex.Pair pair) throws IOException {
        super.open(pair);
        for (int i = 0; i < WARM_UP; i++) {
            if (i / WARM_UP_TURN % 2 == 0) {
                LockSupport.parkNanos(WARM_UP_PAUSE_NANOS);
            }
            trip();
        }
    }

    /** Lets both ends come to rest, before time is taken. */
    @Setup(Level.Invocation)
    public void rest() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
