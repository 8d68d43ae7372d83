package io.hvflow.engine;

import io.hvflow.spi.Waiter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Waking those who wait. Nobody else wakes them, so one attempt that fails for want of something (memory, mostly) is made again,
 * and one that fails for good keeps nobody else from being woken (C13).
 */
final class Waking {
    private Waking() {}

    static void wake(Waiter waiter) {
        boolean woken = false;
        try {
            waiter.wake();
            woken = true;
        } catch (RuntimeException | Error once) {
            // What it needed may be there now; if not, that is thrown which the second attempt meets.
        }
        if (!woken) {
            waiter.wake();
        }
    }

    static void all(Iterable<Waiter> waiters) {
        all(waiters, Function.identity());
    }

    static <T> void all(Iterable<T> those, Function<T, Waiter> waiter) {
        @Nullable Throwable first = null;
        for (T one : those) {
            try {
                wake(waiter.apply(one));
            } catch (RuntimeException | Error e) {
                first = first == null ? e : first;
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }
}
