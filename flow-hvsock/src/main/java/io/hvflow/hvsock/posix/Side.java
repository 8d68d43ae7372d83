package io.hvflow.hvsock.posix;

import io.hvflow.spi.Waiter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What waiting needs in one direction of one descriptor. At most one thread at a time waits in a direction.
 *
 * <p>The eventfd is made when a platform thread first blocks here, and lives as long as the descriptor: whoever uses it has
 * entered the descriptor. There is one for each direction, since two threads that drain one would steal each other's
 * wakes.
 */
final class Side {
    /**
     * How often a virtual thread yields and tries again before it registers with the poller. A round over the poller costs
     * two context switches; where the peer runs in this process, a few yields mostly spare it (84 against 8 us for a
     * round trip), and where it does not, they cost little.
     */
    private static final int YIELDS = 4;

    /**
     * So many waits in a row that end at once though nothing moves are a mistake of the system's or of the peer's making: a
     * socket that is said to be ready and is not (an urgent byte, no memory to send with). From then on they are slowed down,
     * so that no such mistake makes a busy loop.
     */
    private static final int MOST_HASTY = 64;

    /** A wait that begins so much later than the one before is no part of a busy loop; longer than a slowed one takes. */
    private static final long LEISURE = TimeUnit.MILLISECONDS.toNanos(4);

    private static final int FIRST_PAUSE = 10;
    private static final int LONGEST_PAUSE = 320;

    final Registration.Slot slot;

    /** Whether the system may keep silent when there is something to find out: {@link SocketQuirks#silent}. */
    final boolean silent;

    // Written by whichever thread waits or transfers in this direction; a lost update costs a yield or a look.
    private int yields = YIELDS;
    private int pause = FIRST_PAUSE; // in milliseconds
    private int hasty;
    private long lastWait;

    /** Made when a platform thread first waits here: most idle flows have none. */
    private @Nullable Spins spins;

    private volatile int wake = -1;

    Side(Registration.Slot slot, boolean silent) {
        this.slot = slot;
        this.silent = silent;
    }

    /** Bytes moved in this direction: the next wait may try yielding again. */
    void moved() {
        if (yields != YIELDS) {
            yields = YIELDS;
        }
        if (pause != FIRST_PAUSE) {
            pause = FIRST_PAUSE;
        }
        if (hasty != 0) {
            hasty = 0;
        }
        Spins looks = spins;
        if (looks != null) {
            looks.moved();
        }
    }

    /** Has the next waits be slowed down at once: the system is going to say that the socket is ready, and it is of no use. */
    void beHasty() {
        hasty = MOST_HASTY;
        lastWait = System.nanoTime();
    }

    /** Whoever is about to wait for the system: whether to sleep for a moment instead, since waiting ends at once and is of no use. */
    boolean isHasty() {
        long now = System.nanoTime();
        if (now - lastWait > LEISURE) {
            hasty = 0;
        }
        lastWait = now;
        return ++hasty > MOST_HASTY;
    }

    /** Until when to wait for the system to speak, in place of {@code deadline}. */
    long lookBy(long deadline) {
        if (!silent) {
            return deadline;
        }
        long look = System.nanoTime() + nextPause();
        return deadline == Waiter.NEVER || deadline - look > 0 ? look : deadline;
    }

    /** How long to wait before a look, in nanoseconds: longer each time while nothing moves. */
    private long nextPause() {
        int now = pause;
        pause = Math.min(2 * now, LONGEST_PAUSE);
        return TimeUnit.MILLISECONDS.toNanos(now);
    }

    /** Whether a platform thread is to look once more before it blocks. */
    boolean mayLook() {
        Spins looks = spins;
        if (looks == null) {
            looks = new Spins();
            spins = looks;
        }
        return looks.more(System.nanoTime());
    }

    boolean mayYield() {
        if (yields == 0) {
            return false;
        }
        yields--;
        return true;
    }

    /** The eventfd, made if need be by the one thread that waits here; negative if the system has none to give. */
    int wakeDescriptor() {
        if (wake < 0) {
            wake = Eventfd.open();
        }
        return wake;
    }

    /** Wakes the platform thread that is blocked in this direction, or the next one that would be. */
    void wakePoll() {
        int fd = wake;
        if (fd >= 0) {
            Eventfd.signal(fd);
        }
    }

    /** Only when nobody can use it any more. */
    void release() {
        if (wake >= 0) {
            Descriptor.closeNumber(wake);
        }
    }
}
