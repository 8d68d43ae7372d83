package io.hvflow.simulator;

import io.hvflow.internal.Threads;
import io.hvflow.spi.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Simulation}: a virtual thread that runs only while it is its turn. It is on a partition, from which
 * {@link io.hvflow.Flows} connects while the provider {@code simulator} serves the address. What it throws ends the run as
 * failed. All methods are called by actors of the same simulation.
 */
public final class Actor {
    private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

    private final Baton baton;
    private final String name;
    private final int number;
    private final Partition partition;
    private final boolean service;
    private final Thread thread;
    // The baton guards these.
    private final List<Parker> joiners = new ArrayList<>(0);
    private @Nullable Object purpose;
    private long waits;
    private boolean ended;

    private volatile boolean turn;
    private volatile boolean stopped;
    private volatile boolean interrupted;

    /** What an actor does. */
    @FunctionalInterface
    public interface Body {

        /**
         * Runs once.
         *
         * @throws Exception to fail the run
         */
        void run() throws Exception;
    }

    Actor(Baton baton, String name, int number, Partition partition, boolean service, Body body) {
        this.baton = baton;
        this.name = name;
        this.number = number;
        this.partition = partition;
        this.service = service;
        thread = Thread.ofVirtual().name(name).unstarted(() -> run(body));
    }

    /** The actor that runs on this thread; null for a thread that is none. */
    static @Nullable Actor current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /**
     * Its name in traces and messages.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Where it is.
     *
     * @return the partition
     */
    public Partition partition() {
        return partition;
    }

    /**
     * Whether it has come to its end.
     *
     * @return true if it has
     */
    public boolean isDone() {
        return ended;
    }

    /**
     * Whether it waits: for a flow, for another actor, or for time to pass. One whose turn it is not, but could be, does not.
     *
     * @return true if it does; false also if it has come to its end
     */
    public boolean isWaiting() {
        return purpose != null;
    }

    /**
     * Where it is, for messages. May be called by any thread.
     *
     * @return as {@link Thread#getStackTrace}; empty if it has not begun, or has come to its end
     */
    public StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    /**
     * Waits in virtual time until it has come to its end.
     *
     * @throws InterruptedException if the waiting actor is interrupted
     */
    public void join() throws InterruptedException {
        joinUntil(Waiter.NEVER);
    }

    /**
     * Waits so long, in virtual time, for it to come to its end.
     *
     * @param time zero or more
     * @return whether it has
     * @throws InterruptedException if the waiting actor is interrupted
     */
    public boolean join(Duration time) throws InterruptedException {
        return joinUntil(baton.deadline(time));
    }

    private boolean joinUntil(long deadline) throws InterruptedException {
        Parker parker = baton.parker("for " + name + " to end");
        joiners.add(parker);
        try {
            while (!ended && !baton.passed(deadline)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("waiting for " + name + " to end");
                }
                parker.park(deadline);
            }
        } finally {
            joiners.remove(parker);
        }
        return ended;
    }

    /** Interrupts it, as {@link Thread#interrupt} does; it may run at once, where that one waits until nobody else can. */
    public void interrupt() {
        thread.interrupt();
        baton.wake(this);
    }

    /** Ends it wherever it is, without a failure, as a crash of its machine would: whatever it still calls throws. */
    void stop() {
        stopped = true;
        baton.release(this);
    }

    boolean isStopped() {
        return stopped;
    }

    Baton baton() {
        return baton;
    }

    Thread thread() {
        return thread;
    }

    int number() {
        return number;
    }

    boolean isService() {
        return service;
    }

    private void run(Body body) {
        if (baton.isOver()) {
            return;
        }
        try {
            awaitTurn();
            checkGoing();
            ScopedValue.where(CURRENT, this)
                    .where(Threads.CURRENT, baton.threads())
                    .call(() -> {
                        body.run();
                        return this;
                    });
        } catch (Stopped end) {
            // As it was to be.
        } catch (Throwable e) {
            baton.fail(e);
        } finally {
            end();
        }
    }

    /** Hands over for the last time, whatever was thrown before and wherever, also between two actors' turns. */
    private void end() {
        ended = true;
        try {
            if (!baton.isTurnOf(this)) {
                awaitTurn();
            }
            baton.ended(this);
        } catch (Throwable e) {
            baton.collapse(e);
        }
    }

    /** It is this actor's turn. */
    void resume() {
        turn = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the turn; an interrupt meanwhile is kept for when it comes. */
    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                interrupted = true; // before it is cleared: isInterrupted() sees one or the other
                Thread.interrupted();
            }
        }
        turn = false;
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    /** Whether its machine is paused. */
    boolean isFrozen() {
        return baton.isFrozen(this);
    }

    boolean isInterrupted() {
        return thread.isInterrupted() || interrupted;
    }

    void checkGoing() {
        if (stopped || baton.isStopped()) {
            throw new Stopped();
        }
    }

    /** From now until {@link #endWait} it is blocked. */
    void beginWait(Object why) {
        purpose = why;
    }

    /** True if it was blocked. */
    boolean endWait() {
        boolean waited = purpose != null;
        purpose = null;
        waits++;
        return waited;
    }

    long waits() {
        return waits;
    }

    boolean isAtWait(long wait) {
        return purpose != null && waits == wait;
    }

    @Nullable
    Object purpose() {
        return purpose;
    }

    void wakeJoiners() {
        joiners.forEach(Parker::unpark);
    }

    @Override
    public String toString() {
        return "Actor[" + name + "]";
    }
}
