package io.hvflow.conformance.agent.server;

import io.hvflow.conformance.agent.wire.AgentRefusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Things of one kind, by the numbers that the suite knows them by. One that has ended can still be asked about for a while: the
 * oldest of those are forgotten.
 *
 * @param <T> what they are
 */
final class Numbered<T> {
    private final String what;
    private final int maxOpen;
    private final int maxEnded;
    private final Lock lock = new ReentrantLock();

    // All guarded by lock.
    private final Map<Integer, T> open = new HashMap<>();
    private final Map<Integer, T> ended = new LinkedHashMap<>();
    private int lastNumber;
    private boolean over;

    Numbered(String what, int maxOpen, int maxEnded) {
        this.what = what;
        this.maxOpen = maxOpen;
        this.maxEnded = maxEnded;
    }

    /**
     * Takes one in.
     *
     * @throws AgentRefusal if there are too many; the caller then ends it
     */
    int add(T value) throws AgentRefusal {
        lock.lock();
        try {
            if (over || open.size() >= maxOpen) {
                throw new AgentRefusal("no more than " + maxOpen + " " + what + "s are open at a time");
            }
            open.put(++lastNumber, value);
            return lastNumber;
        } finally {
            lock.unlock();
        }
    }

    T get(int number) throws AgentRefusal {
        lock.lock();
        try {
            @Nullable T value = open.get(number);
            if (value == null) {
                value = ended.get(number);
            }
            if (value == null) {
                throw new AgentRefusal(what + " " + Integer.toUnsignedString(number) + " is unknown or forgotten");
            }
            return value;
        } finally {
            lock.unlock();
        }
    }

    /** Says that it is closed or aborted. */
    void ended(int number) {
        lock.lock();
        try {
            T value = open.remove(number);
            if (value == null) {
                return;
            }
            ended.put(number, value);
            if (ended.size() > maxEnded) {
                Iterator<Integer> oldest = ended.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything, takes nothing in from now on, and returns what is open. */
    List<T> drain() {
        lock.lock();
        try {
            over = true;
            List<T> left = new ArrayList<>(open.values());
            open.clear();
            ended.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
