package io.hvflow.hvsock.posix;

/**
 * For how long a platform thread looks for itself before it blocks in one direction of a descriptor: as long as that pays. Being
 * woken on another processor takes some 20 microseconds, and an answer of a peer that looks too is there in a few. Where looks
 * were in vain, or an answer came no sooner than to a thread that sleeps, waits do without for a while.
 *
 * <p>Written by whichever thread waits or transfers in the direction; a lost update costs a few looks.
 */
final class Spins {
    /** A little more than being woken takes, in nanoseconds: or two ends that both block would never find out that they need not. */
    static final long SPAN = 30_000;

    /** An answer within this, in nanoseconds, is one that looking has hastened. */
    static final long SOON = 12_000;

    /** So many late answers in a row are waited for: the peer may look once in as many waits, and then both would find out. */
    static final int LATE = 64;

    /** So many waits do without looks after that: no more than some ten milliseconds of a conversation. */
    private static final int SKIPPED_IF_LATE = 1023;

    static final int MOST_SKIPPED = 63;

    private boolean waiting;
    private boolean blocked;
    private long since;
    private long last;
    private int late;
    private int skipped;
    private int toSkip;

    /** Whether to look once more in this wait; false counts as blocking. */
    boolean more(long now) {
        if (!waiting) {
            waiting = true;
            since = now;
        }
        last = now;
        blocked |= toSkip > 0 || now - since >= SPAN;
        return !blocked;
    }

    /** Bytes moved, which ends the wait if there was one. */
    void moved() {
        if (!waiting) {
            return;
        }
        if (toSkip > 0) {
            toSkip--;
        } else if (blocked) {
            skipped = Math.min(4 * skipped + 3, MOST_SKIPPED);
            toSkip = skipped;
        } else if (last - since < SOON) {
            skipped = 0;
            late = 0;
        } else if (++late > LATE) {
            late = 0;
            toSkip = SKIPPED_IF_LATE;
        }
        waiting = false;
        blocked = false;
    }
}
