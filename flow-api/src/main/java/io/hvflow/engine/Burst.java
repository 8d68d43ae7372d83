package io.hvflow.engine;

import io.hvflow.spi.Waiting;

/**
 * Tells a burst of small writes from a lone one. A lone write is sent at once; in a burst the writes are queued, and the
 * writer sends them once they fill a message, or a callback once it has paused for a moment. Where the queue never holds more
 * than a few writes by the time it is sent, queueing costs more than it saves, and the next writes are sent at once again.
 * Guarded by the outbound lock.
 */
final class Burst {
    /** Larger writes gain nothing from being batched: copying them costs about what a call of their own does. */
    static final int SMALL = 16384;

    /** Writes that come closer together than this, in nanoseconds, belong together. */
    private static final long GAP = 10_000;

    /** So many close writes make a burst. */
    private static final int ENOUGH = 4;

    /** A batch of fewer writes did not pay. */
    private static final int PAYS = 4;

    /** So many writes go out at once after batches that did not pay. */
    private static final int PAUSE = 64;

    private final Waiting waiting;
    private long last;
    private int close;
    private int batch;

    Burst(Waiting waiting) {
        this.waiting = waiting;
    }

    /** Whether a small write that finds the queue empty is to be queued. */
    boolean batches() {
        long now = waiting.now();
        boolean near = now - last < GAP;
        last = now;
        if (batch > 0 && batch < PAYS) {
            close = -PAUSE;
        } else {
            close = near || close < 0 ? Math.min(close + 1, ENOUGH) : 0;
        }
        batch = on() ? 1 : 0;
        return on();
    }

    /** A write went behind others in the queue. */
    void joined() {
        batch++;
    }

    /** The burst has filled a message, and its writer has sent it: whether it goes on is told by the time from here. */
    void sent() {
        last = waiting.now();
    }

    /** Whether queued writes wait for others, and the last ones for the callback. */
    boolean on() {
        return close >= ENOUGH;
    }
}
