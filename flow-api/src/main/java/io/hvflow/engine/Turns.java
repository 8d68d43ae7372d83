package io.hvflow.engine;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in one direction of a flow, first come, first served. The holder of the turn alone uses the socket in
 * that direction, and may wait while it does: a turn is not a lock. All methods are called with the direction's lock held.
 *
 * <p>A caller that has to wait joins the queue and always leaves it through {@link Place#leave}, unless it has taken the
 * turn that it was granted. So a turn that is granted to a caller that has given up goes on to the next one (T6), whatever
 * made it give up.
 */
final class Turns {
    private final ReentrantLock lock;
    private final Waiting waiting;
    private boolean taken;
    private @Nullable ArrayDeque<Place> queue; // made when somebody first has to wait

    Turns(ReentrantLock lock, Waiting waiting) {
        this.lock = lock;
        this.waiting = waiting;
    }

    boolean taken() {
        return taken;
    }

    /** Takes the turn if nobody has it. */
    boolean tryTake() {
        if (taken) {
            return false;
        }
        taken = true;
        return true;
    }

    /** Joins the queue of those that wait for the turn, which somebody has. */
    Place join() {
        Place place = new Place(waiting.waiter(Readiness.NOTHING));
        ArrayDeque<Place> places = queue;
        if (places == null) {
            places = new ArrayDeque<>(1);
            queue = places;
        }
        places.addLast(place);
        return place;
    }

    /** Hands the turn to whoever came first. */
    void release() {
        Place next = queue == null ? null : queue.pollFirst();
        if (next == null) {
            taken = false;
        } else {
            next.granted = true;
            Waking.wake(next.waiter);
        }
    }

    /** Has everybody that waits for the turn look at the direction's state again; each keeps its place meanwhile. */
    void dismiss() {
        if (queue != null) {
            Waking.all(queue, place -> place.waiter);
        }
    }

    /** One caller's place in the queue. */
    final class Place {
        private final Waiter waiter;
        private boolean granted; // guarded by lock

        private Place(Waiter waiter) {
            this.waiter = waiter;
        }

        /** Whether the turn is the caller's. */
        boolean granted() {
            return granted;
        }

        /** Waits for the turn or a dismissal, with the lock given up meanwhile. May return for no reason. */
        void await(long deadline) {
            lock.unlock();
            try {
                waiter.await(deadline);
            } finally {
                lock.lock();
            }
        }

        /** Gives up: a turn that was granted meanwhile goes on to the next. */
        void leave() {
            if (granted) {
                release();
            } else if (queue != null) {
                queue.remove(this);
            }
        }
    }
}
