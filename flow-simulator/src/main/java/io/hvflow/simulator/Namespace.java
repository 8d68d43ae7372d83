package io.hvflow.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who listens where, in the order in which they began. */
final class Namespace {
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final Map<Binding, SimListenSocket> listeners = new LinkedHashMap<>();

    /** Enters a listener; false if another is there. */
    boolean bind(SimListenSocket listener) {
        lock.lock();
        try {
            return listeners.putIfAbsent(listener.binding(), listener) == null;
        } finally {
            lock.unlock();
        }
    }

    void unbind(SimListenSocket listener) {
        lock.lock();
        try {
            listeners.remove(listener.binding(), listener);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    SimListenSocket get(Binding binding) {
        lock.lock();
        try {
            return listeners.get(binding);
        } finally {
            lock.unlock();
        }
    }

    /** The oldest listener that fits. */
    @Nullable
    SimListenSocket first(Predicate<SimListenSocket> fits) {
        lock.lock();
        try {
            for (SimListenSocket listener : listeners.values()) {
                if (fits.test(listener)) {
                    return listener;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    List<SimListenSocket> all() {
        lock.lock();
        try {
            return List.copyOf(listeners.values());
        } finally {
            lock.unlock();
        }
    }
}
