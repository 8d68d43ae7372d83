package io.hvflow.hvsock.posix;

/**
 * How often a platform thread looks for itself before it blocks in one direction of a descriptor: as long as that spares it
 * blocking. Being woken on another processor takes some 20 microseconds, and the peer's answer is often there sooner; so a wait
 * begins with looks for about that long. When they were in vain, the next waits do without, up to {@value #MOST_SKIPPED} of
 * them.
 *
 * <p>Written by whichever thread waits or transfers in the direction; a lost update costs a look.
 */
final class Spins {
    /** Each takes a system call or two, less than a microsecond. */
    static final int LOOKS = 40;

    static final int MOST_SKIPPED = 63;

    private int left = LOOKS;
    private int skipped;
    private int toSkip;
    private boolean blocked;

    /** Whether to look once more in this wait; false counts as blocking. */
    boolean more() {
        if (left > 0) {
            left--;
            return true;
        }
        blocked = true;
        return false;
    }

    /** Bytes moved, which ends the wait if there was one. */
    void moved() {
        if (blocked) {
            blocked = false;
            if (toSkip > 0) {
                toSkip--;
            } else {
                skipped = Math.min(2 * skipped + 1, MOST_SKIPPED);
                toSkip = skipped;
            }
            left = toSkip > 0 ? 0 : LOOKS;
        } else if (left < LOOKS && toSkip == 0) {
            skipped = 0;
            left = LOOKS;
        }
    }
}
