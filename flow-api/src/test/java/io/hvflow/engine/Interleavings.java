package io.hvflow.engine;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Tries the orders in which a few threads may come by: they run one at a time, and at every lock, wait and wake another may go
 * on. All orders with few changes that no wait forces are tried, one after the other, so a failure comes again.
 *
 * <p>A wait with a deadline may end at any moment, as a clock may be anywhere; one without ends only by a wake or an interrupt.
 */
final class Interleavings {
    /** So many changes of thread that nothing forces: what goes wrong between two threads mostly needs one or two. */
    private static final int UNFORCED = 3;

    /** What a thread does. */
    interface Body {
        void run() throws Exception;
    }

    private final List<Integer> path = new ArrayList<>(); // what to choose at each place, as far as it is prescribed
    private final List<Integer> options = new ArrayList<>(); // how many choices there were at each place
    private final List<Actor> actors = new ArrayList<>();
    private final StringBuilder trace = new StringBuilder();
    private final Semaphore over = new Semaphore(0);
    private final Clock clock = new Clock();
    private Actor running;
    private int place;
    private int unforced;
    private String failure;

    private Interleavings() {}

    /**
     * Explores.
     *
     * @param most at most so many orders
     * @param scenario starts the threads of one order, and returns what is checked when they have ended
     * @return how many orders were tried
     * @throws AssertionError at the first order in which a thread never ends, or that a check refuses; it has the order
     */
    static int explore(int most, Function<Interleavings, Runnable> scenario) throws InterruptedException {
        List<Integer> next = new ArrayList<>();
        int tried = 0;
        do {
            Interleavings order = new Interleavings();
            order.path.addAll(next);
            order.runAll(scenario.apply(order));
            tried++;
            next = order.successor();
        } while (next != null && tried < most);
        return tried;
    }

    /** A lock at which another thread may come between. */
    ReentrantLock lock() {
        return new StepLock();
    }

    /** A waiting whose every call is such a place. */
    Waiting waiting() {
        return clock;
    }

    void thread(String name, Body body) {
        actors.add(new Actor(name, body));
    }

    /** Interrupts a thread, which finds its status set when it goes on. */
    void interrupt(String name) {
        for (Actor actor : actors) {
            if (actor.name.equals(name)) {
                actor.interrupted = true;
            }
        }
        step();
    }

    private void runAll(Runnable check) throws InterruptedException {
        for (Actor actor : actors) {
            actor.thread = Thread.ofVirtual().unstarted(actor);
        }
        actors.forEach(actor -> actor.thread.start());
        resume(choose());
        over.acquire();
        if (failure == null) {
            check.run();
        } else {
            throw new AssertionError(failure + "\nin this order:" + trace);
        }
    }

    /** The next order: the last place that had another choice takes it. Null if there is none. */
    private List<Integer> successor() {
        for (int at = options.size() - 1; at >= 0; at--) {
            int chosen = at < path.size() ? path.get(at) : 0;
            if (chosen + 1 < options.get(at)) {
                List<Integer> next = new ArrayList<>();
                for (int i = 0; i < at; i++) {
                    next.add(i < path.size() ? path.get(i) : 0);
                }
                next.add(chosen + 1);
                return next;
            }
        }
        return null;
    }

    /** A place where another may go on. */
    private void step() {
        Actor self = running;
        Actor next = choose();
        if (next != self) {
            resume(next);
            self.pause();
        }
    }

    /** Who goes on: the running one first, if it can. Null if nobody can. */
    private Actor choose() {
        List<Actor> able = new ArrayList<>();
        if (running != null && running.able()) {
            able.add(running);
        }
        boolean free = !able.isEmpty();
        if (!free || unforced < UNFORCED) {
            for (Actor actor : actors) {
                if (actor != running && actor.able()) {
                    able.add(actor);
                }
            }
        }
        if (able.isEmpty()) {
            return null;
        }
        int choice = place < path.size() ? path.get(place) : 0;
        options.add(able.size());
        place++;
        Actor chosen = able.get(choice);
        if (free && chosen != running) {
            unforced++;
        }
        return chosen;
    }

    private void resume(Actor next) {
        if (next == null) {
            if (failure == null && !actors.stream().allMatch(actor -> actor.done)) {
                StringBuilder stuck = new StringBuilder("nobody can go on:");
                for (Actor actor : actors) {
                    stuck.append(
                            actor.done ? "" : " " + actor.name + (actor.lock == null ? " waits" : " is at a lock"));
                }
                failure = stuck.toString();
            }
            over.release();
            return;
        }
        running = next;
        next.turn.release();
    }

    private final class Actor implements Runnable {
        private final String name;
        private final Body body;
        private final Semaphore turn = new Semaphore(0);
        private Thread thread;
        private boolean done;
        private StepLock lock; // that it wants
        private StepWaiter waiter; // in which it waits
        private long deadline;
        private boolean interrupted;

        Actor(String name, Body body) {
            this.name = name;
            this.body = body;
        }

        boolean able() {
            if (done) {
                return false;
            }
            if (lock != null) {
                return lock.owner == null;
            }
            return waiter == null || waiter.permit || deadline != Waiter.NEVER || interrupted;
        }

        void pause() {
            turn.acquireUninterruptibly();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void run() {
            pause();
            try {
                body.run();
            } catch (Throwable e) {
                failure = failure == null ? name + " threw " + e : failure;
            }
            done = true;
            note("ends");
            resume(choose());
        }

        void note(String what) {
            trace.append("\n    ").append(name).append(' ').append(what);
        }
    }

    private final class StepLock extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private transient Actor owner;
        private int holds;

        @Override
        public void lock() {
            if (owner == running) {
                holds++;
                return;
            }
            running.lock = this;
            step();
            running.lock = null;
            owner = running;
            holds = 1;
            running.note("locks");
        }

        @Override
        public void unlock() {
            if (owner != running) {
                throw new IllegalMonitorStateException();
            }
            holds--;
            if (holds == 0) {
                owner = null;
                running.note("unlocks");
                step();
            }
        }

        @Override
        public boolean isHeldByCurrentThread() {
            return owner == running;
        }
    }

    /** Time stands still until somebody's deadline passes. */
    private final class Clock implements Waiting {
        private long now = 1_000_000_000;

        @Override
        public long now() {
            return now;
        }

        @Override
        public Waiter waiter(Readiness readiness) {
            return new StepWaiter();
        }

        @Override
        public void whenWritable(Runnable action) {
            throw new UnsupportedOperationException("the socket of the scenario has its own");
        }
    }

    private final class StepWaiter implements Waiter {
        private boolean permit;

        @Override
        public void await(long deadline) {
            Actor self = running;
            self.note("waits");
            self.waiter = this;
            self.deadline = deadline;
            step();
            self.waiter = null;
            if (!permit && deadline != NEVER && !self.interrupted) {
                clock.now = Math.max(clock.now, deadline);
                self.note("finds its time over");
            } else {
                self.note("goes on");
            }
            permit = false;
        }

        @Override
        public void wake() {
            permit = true;
            running.note("wakes another");
            step();
        }
    }
}
