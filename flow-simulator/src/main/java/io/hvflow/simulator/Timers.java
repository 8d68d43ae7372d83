package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to happen at times of the virtual clock; of the same time, what was asked for first. */
final class Timers {
    /** So many entries of waits that have ended are not worth looking for. */
    private static final int FEW = 64;

    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparingLong(Timer::order));
    private long order;
    private int sizeAfterPurge;

    /** Something to do, or an actor to wake if it is still at the same wait. */
    private record Timer(
            long time,
            long order,
            @Nullable Runnable action,
            @Nullable Actor actor,
            long waits) {
        boolean live() {
            return actor == null || actor.isAtWait(waits);
        }
    }

    void add(long time, Runnable action) {
        queue.add(new Timer(time, order++, action, null, 0));
    }

    /** Wakes the actor then, unless the wait that it begins now has ended. */
    void add(long time, Actor actor) {
        if (queue.size() > FEW + 2 * sizeAfterPurge) {
            queue.removeIf(timer -> !timer.live());
            sizeAfterPurge = queue.size();
        }
        queue.add(new Timer(time, order++, null, actor, actor.waits()));
    }

    /** The earliest time at which something happens; {@link Waiter#NEVER} if there is none. */
    long first() {
        Timer first = queue.peek();
        while (first != null && !first.live()) {
            queue.remove();
            first = queue.peek();
        }
        return first == null ? Waiter.NEVER : first.time();
    }

    /** Does everything that is due. */
    void fire(long now, Baton baton) {
        while (first() <= now && !queue.isEmpty()) {
            Timer due = queue.remove();
            Runnable action = due.action();
            if (action != null) {
                action.run();
            }
            Actor actor = due.actor();
            if (actor != null) {
                baton.wake(actor);
            }
        }
    }
}
