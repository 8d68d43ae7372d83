package io.hvflow.engine;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** What the two directions of a flow share: whose turn it is, until when a caller waits, and the counts. */
abstract class Direction {
    final StreamSocket socket;
    final Waiting waiting;
    final ReentrantLock lock = new ReentrantLock();
    final Turns turns; // guarded by lock
    private volatile Duration timeout;
    private Duration bound; // the holder's of the turn, as are the next two: what the time-out was when its call began
    private boolean timed;
    private long deadline;
    private long bytes; // guarded by lock
    private long calls; // guarded by lock

    Direction(StreamSocket socket, Duration timeout) {
        this.socket = socket;
        this.waiting = socket.waiting();
        this.turns = new Turns(lock, waiting);
        this.timeout = timeout;
        this.bound = timeout;
    }

    /** With the lock: true if callers may go on, false at the end of the stream, else what is wrong. */
    abstract boolean open() throws FlowException;

    /** What a call does, for exceptions. Not a field: every idle flow would have two of them. */
    abstract String operation();

    /** What a call that is cut short has done so far, for its exception. */
    abstract String progress(long moved);

    final void timeout(Duration bound) {
        timeout = bound;
    }

    final FlowAddress peer() {
        return socket.remoteAddress();
    }

    /** With the lock: takes the turn, waiting for it where others came first. False at the end of the stream. */
    final boolean takeTurn() throws IOException {
        if (!open()) {
            return false;
        }
        Duration own = timeout;
        if (turns.tryTake()) {
            bound = own;
            timed = false;
            return true;
        }
        long until = waiting.deadline(own);
        Turns.Place place = turns.join();
        boolean mine = false;
        try {
            while (open()) {
                if (place.granted()) {
                    bound = own;
                    timed = true;
                    deadline = until;
                    mine = true;
                    return true;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted(0);
                }
                if (waiting.passed(until)) {
                    throw timedOut(own, 0);
                }
                place.await(until);
            }
            return false;
        } finally {
            if (!mine) {
                place.leave();
            }
        }
    }

    /**
     * With the lock, for the one that closes: takes the turn, from a caller that was released and leaves at once. An interrupt
     * does not cut this short, and is noted by the caller of this.
     *
     * @return false if the turn was not to be had by then
     */
    final boolean takeTurnToClose(long until) {
        if (turns.tryTake()) {
            return true;
        }
        Turns.Place place = turns.join();
        boolean interrupted = false;
        boolean mine = false;
        try {
            while (!place.granted() && !waiting.passed(until)) {
                place.await(until);
                interrupted |= Thread.interrupted();
            }
            mine = place.granted();
            return mine;
        } finally {
            if (!mine) {
                place.leave();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** With the turn: until when the call that holds it may take. The time runs from when this is first asked. */
    final long deadline() {
        if (!timed) {
            timed = true;
            deadline = waiting.deadline(bound);
        }
        return deadline;
    }

    /** With the turn: that the call may go on waiting. */
    final void checkPatience(long moved) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(moved);
        }
        checkTime(moved);
    }

    /** With the turn: that the call has time left, though it need not wait. The time runs from the first of these calls. */
    final void checkTime(long moved) throws FlowTimeoutException {
        if (waiting.passed(deadline())) {
            throw timedOut(bound, moved);
        }
    }

    private FlowTimeoutException timedOut(Duration after, long moved) {
        return new FlowTimeoutException(
                operation(), peer(), "timed out after " + after + "; " + progress(moved), null, moved);
    }

    private InterruptedIOException interrupted(long moved) {
        InterruptedIOException thrown =
                new InterruptedIOException(operation() + " " + peer() + ": interrupted; " + progress(moved));
        thrown.bytesTransferred = (int) Math.min(moved, Integer.MAX_VALUE);
        return thrown;
    }

    final FlowClosedException closed() {
        return new FlowClosedException(operation(), peer(), "this end has closed the flow", null);
    }

    /** With the lock: counts a call that moved bytes. */
    final void count(long moved) {
        if (moved > 0) {
            bytes += moved;
            calls++;
        }
    }

    final long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    final long calls() {
        lock.lock();
        try {
            return calls;
        } finally {
            lock.unlock();
        }
    }
}
