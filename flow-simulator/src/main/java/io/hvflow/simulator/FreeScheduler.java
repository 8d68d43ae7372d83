package io.hvflow.simulator;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Real threads and real time. Its one timer thread is started by the first delay, shared by all hypervisors of the
 * process, and ends when it has had nothing to do for a while.
 */
final class FreeScheduler implements Scheduler {
    static final FreeScheduler INSTANCE = new FreeScheduler();

    private static final long KEEP_ALIVE_MILLIS = 1000;

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("hvflow-simulator-timer").factory());

    private FreeScheduler() {
        timers.setKeepAliveTime(KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS);
        timers.allowCoreThreadTimeOut(true);
    }

    /** On virtual threads: they cost little, and neither hold up one another nor outlive the action. */
    @Override
    public Executor elsewhere(Partition partition) {
        return FreeScheduler::startElsewhere;
    }

    /** What was owed to the flow is done in any case: where there is no memory for a thread, on this one. */
    private static void startElsewhere(Runnable action) {
        try {
            Thread.startVirtualThread(action);
        } catch (OutOfMemoryError e) {
            action.run();
        }
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Parker parker(Object purpose) {
        return new FreeParker();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the actions are this package's own and throw nothing
    public void at(long time, Runnable action) {
        timers.schedule(action, time - now(), TimeUnit.NANOSECONDS);
    }
}
