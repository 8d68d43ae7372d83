package io.hvflow.spi;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in one direction of a flow, first come, first served. The holder of the turn alone uses the socket in
 * that direction, and may wait while it does: a turn is not a lock. All methods are called with the direction's lock held.
 */
final class Turns {
    enum Outcome {
        /** The caller holds the turn. */
        TAKEN,
        /** The direction has changed its state; the caller looks again. */
        DISMISSED,
        TIMED_OUT,
        INTERRUPTED
    }

    private static final class Place {
        final Waiter waiter;
        boolean granted;
        boolean dismissed;

        Place(Waiter waiter) {
            this.waiter = waiter;
        }
    }

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

    /** Waits for the turn, with the lock given up meanwhile. */
    Outcome await(long deadline) {
        Place place = new Place(waiting.waiter(Readiness.NOTHING));
        ArrayDeque<Place> places = queue;
        if (places == null) {
            places = new ArrayDeque<>(1);
            queue = places;
        }
        places.addLast(place);
        while (true) {
            lock.unlock();
            try {
                place.waiter.await(deadline);
            } finally {
                lock.lock();
            }
            if (place.granted) {
                return Outcome.TAKEN;
            }
            if (place.dismissed) {
                return Outcome.DISMISSED;
            }
            if (Thread.currentThread().isInterrupted()) {
                places.remove(place);
                return Outcome.INTERRUPTED;
            }
            if (waiting.passed(deadline)) {
                places.remove(place);
                return Outcome.TIMED_OUT;
            }
        }
    }

    /** Hands the turn to whoever came first. */
    void release() {
        Place next = first();
        if (next == null) {
            taken = false;
        } else {
            next.granted = true;
            next.waiter.wake();
        }
    }

    /** Sends everybody who waits for the turn back to look at the direction's state. */
    void dismiss() {
        for (Place place = first(); place != null; place = first()) {
            place.dismissed = true;
            place.waiter.wake();
        }
    }

    /** Takes the one who came first out of the queue. */
    private @Nullable Place first() {
        return queue == null ? null : queue.pollFirst();
    }
}
