package io.hvflow.engine;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call of close does with the stream: it hands over what was accepted and the end of stream, and at the same time drops
 * what the peer sends, for a peer that is not read may not read either (C11); then it waits for the peer's end. All of it
 * ends by the deadline, a moment for bytes under way aside: no wait here is without a bound, whatever others do meanwhile (C12).
 */
final class Closer {
    /** How long a close waits for a writer of its own flow that was released, in nanoseconds: it leaves at once. */
    private static final long LEAVING = 100_000_000;

    /** How much longer than its deadline a close may take. */
    private static final long LATEST = 2_000_000_000;

    private final Waiting waiting;
    private final Inbound inbound;
    private final Outbound outbound;
    private final long deadline;
    private final boolean waits;
    private final Waiter quiet;
    private final Thread closing = Thread.currentThread();
    private boolean reading; // holds the reading turn
    private boolean over; // nothing more comes from the peer
    private boolean interrupted;

    /**
     * Makes a closer for two directions that have been closed, to be used by the calling thread.
     *
     * @param deadline until when it may take
     * @param waits whether it waits for the peer to close too
     */
    Closer(Waiting waiting, Inbound inbound, Outbound outbound, long deadline, boolean waits) {
        this.waiting = waiting;
        this.inbound = inbound;
        this.outbound = outbound;
        this.deadline = deadline;
        this.waits = waits;
        this.quiet = waiting.waiter(Readiness.NOTHING);
    }

    /** When a close with that deadline has ended, which others that close meanwhile wait for. */
    static long end(Waiting waiting, long deadline) {
        return deadline == Waiter.NEVER ? deadline : Math.max(deadline, waiting.now()) + LATEST;
    }

    /**
     * Closes. An interrupt ends the wait for the peer, not the delivery of what was accepted, and stays set (C14).
     *
     * @return how many accepted bytes the transport did not take
     * @throws IOException if accepted bytes were lost before, and no write has reported it
     */
    long run() throws IOException {
        interrupted = Thread.interrupted();
        Chunk chunk = null;
        try {
            outbound.watch(this::progress);
            boolean done = outbound.handedOver();
            reading = inbound.takeTurnAfterClose(deadline);
            chunk = memory();
            handOver(chunk, done);
            return outbound.finish();
        } finally {
            if (chunk != null) {
                chunk.release();
            }
            leave();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Memory to drop bytes from; none where there is none left, and then what was accepted still goes out. */
    private static @Nullable Chunk memory() {
        try {
            return Chunk.take();
        } catch (OutOfMemoryError none) {
            return null;
        }
    }

    private void handOver(@Nullable Chunk chunk, boolean before) {
        boolean done = before;
        long last = deadline;
        while (true) {
            if (done && !waits) {
                return; // what the peer has sent is of no concern
            }
            Inbound.Rest rest = rest(chunk);
            done = done || outbound.handedOver();
            interrupted |= Thread.interrupted();
            if (done && (over || !reading || !waits || interrupted || outbound.aborted())) {
                return;
            }
            if (waiting.passed(last)) {
                long more = done || last != deadline ? 0 : outbound.underWay();
                if (more == 0) {
                    return;
                }
                last = waiting.now() + more;
            }
            if (rest != Inbound.Rest.MORE) {
                (over || !reading ? quiet : inbound.readable()).await(last);
            }
        }
    }

    private Inbound.Rest rest(@Nullable Chunk chunk) {
        Inbound.Rest rest = over || !reading || chunk == null ? Inbound.Rest.OVER : inbound.drop(chunk);
        over = rest == Inbound.Rest.OVER;
        return rest;
    }

    /** Something was sent, or cannot be. The one that closes sees by itself what it does. */
    private void progress() {
        if (Thread.currentThread() != closing) {
            Waking.all(List.of(quiet, inbound.readable()));
        }
    }

    private void leave() {
        try {
            outbound.end(Deadlines.earlier(deadline, waiting.now() + LEAVING));
        } finally {
            if (reading) {
                inbound.end();
            }
        }
    }
}
