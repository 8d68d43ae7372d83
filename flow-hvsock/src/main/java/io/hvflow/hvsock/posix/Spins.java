package io.hvflow.hvsock.posix;

/**
 * For how long a platform thread looks for itself before it blocks in one direction of a descriptor: as long as that spares it
 * blocking. Being woken on another processor takes some 20 microseconds, and the peer's answer is often there sooner. When the
 * looks of a wait were in vain, the next waits do without, up to {@value #MOST_SKIPPED} of them.
 *
 * <p>Written by whichever thread waits or transfers in the direction; a lost update costs a few looks.
 */
final class Spins {
    /** A little more than being woken takes, in nanoseconds: or two ends that both block would never find out that they need not. */
    static final long SPAN = 30_000;

    static final int MOST_SKIPPED = 63;

    private boolean waiting;
    private boolean blocked;
    private long since;
    private int skipped;
    private int toSkip;

    /** Whether to look once more in this wait; false counts as blocking. */
    boolean more(long now) {
        if (!waiting) {
            waiting = true;
            since = now;
        }
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
            skipped = Math.min(2 * skipped + 1, MOST_SKIPPED);
            toSkip = skipped;
        } else {
            skipped = 0;
        }
        waiting = false;
        blocked = false;
    }
}
