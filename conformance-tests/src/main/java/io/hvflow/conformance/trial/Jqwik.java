package io.hvflow.conformance.trial;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import net.jqwik.api.sessions.JqwikSession;

/**
 * The use of jqwik's generators outside its engine. They need a session on the calling thread, and share caches that are
 * not safe for several threads, so that one thread at a time uses them.
 */
final class Jqwik {
    private static final ReentrantLock LOCK = new ReentrantLock();

    private Jqwik() {}

    static <T> T call(Supplier<T> generation) {
        LOCK.lock();
        try {
            if (JqwikSession.isActive()) {
                return generation.get();
            }
            JqwikSession.start();
            try {
                return generation.get();
            } finally {
                JqwikSession.finish();
            }
        } finally {
            LOCK.unlock();
        }
    }
}
