package io.hvflow.conformance.agent.server;

import io.hvflow.conformance.agent.wire.Carrier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who has a place with an agent that listens. Callers wait for theirs until they have said hello, and the one that has waited longest
 * gives way to the next when there are too many: callers that say nothing keep nobody out.
 */
final class Gate {
    private final int maxSessions;
    private final int maxWaiting;
    private final Lock lock = new ReentrantLock();

    // Both guarded by lock.
    private final Deque<Carrier> waiting = new ArrayDeque<>();
    private final Set<Carrier> sessions = new HashSet<>();

    Gate(int maxSessions, int maxWaiting) {
        this.maxSessions = maxSessions;
        this.maxWaiting = maxWaiting;
    }

    /** Takes a caller in, and sends the one away that has waited longest, if there is no room for both. */
    void arrived(Carrier caller) {
        @Nullable Carrier longest = null;
        lock.lock();
        try {
            waiting.add(caller);
            if (waiting.size() > maxWaiting) {
                longest = waiting.remove();
            }
        } finally {
            lock.unlock();
        }
        if (longest != null) {
            longest.close();
        }
    }

    /** A caller has said hello: whether there is a place for it. */
    boolean enter(Carrier caller) {
        lock.lock();
        try {
            if (!waiting.contains(caller) || sessions.size() >= maxSessions) {
                return false;
            }
            waiting.remove(caller);
            sessions.add(caller);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A caller has gone, whether it was served or not, and gets no place any more. */
    void left(Carrier caller) {
        lock.lock();
        try {
            waiting.remove(caller);
            sessions.remove(caller);
        } finally {
            lock.unlock();
        }
    }

    String full() {
        return "this agent serves " + maxSessions + " sessions already; end one, or give it --sessions";
    }
}
