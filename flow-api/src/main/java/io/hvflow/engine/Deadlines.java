package io.hvflow.engine;

import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;

/** What can be said of two times of {@link Waiting#now}, of which {@link Waiter#NEVER} is the latest. */
final class Deadlines {
    private Deadlines() {}

    static long earlier(long one, long other) {
        if (one == Waiter.NEVER || other == Waiter.NEVER) {
            return one == Waiter.NEVER ? other : one;
        }
        return one - other < 0 ? one : other;
    }
}
