package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Real threads, and a clock that moves only when a test moves it. */
final class ManualScheduler implements Scheduler {
    private record Timer(long time, long order, Runnable action) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparingLong(Timer::order));
    private long now;
    private long order;

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized void at(long time, Runnable action) {
        if (time <= now) {
            Thread.startVirtualThread(action);
        } else {
            timers.add(new Timer(time, order++, action));
        }
    }

    /** Moves the clock, and does on this thread what is due by then. */
    void advance(Duration time) {
        long until = now() + time.toNanos();
        for (Timer due = next(until); due != null; due = next(until)) {
            due.action().run();
        }
    }

    private synchronized Timer next(long until) {
        Timer first = timers.peek();
        if (first == null || first.time() > until) {
            now = until;
            return null;
        }
        now = first.time();
        return timers.poll();
    }

    @Override
    public Parker parker(Object purpose) {
        Parker inner = new FreeParker();
        return new Parker() {
            @Override
            public void park(long deadline) {
                if (deadline != Waiter.NEVER) {
                    at(deadline, inner::unpark);
                }
                inner.park(Waiter.NEVER);
            }

            @Override
            public void unpark() {
                inner.unpark();
            }
        };
    }
}
