package io.hvflow.simulator;

import io.hvflow.internal.Threads;
import io.hvflow.spi.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a simulation: one actor runs at a time, and hands over to the next itself. Whoever runs holds the baton,
 * which guards everything here; an actor's {@link Actor#resume} passes it on.
 */
final class Baton implements Scheduler {
    /** What a step costs in virtual time, so that two actors who never wait do not stop the clock: 1 microsecond. */
    private static final long STEP = 1_000;

    private final ChoiceSource choices;
    private final Limits limits;
    private final Recorder recorder;
    private final Timers timers = new Timers();
    private final RunQueue queue = new RunQueue();
    private final Set<Actor> alive = new LinkedHashSet<>();
    private final List<Actor> unstarted = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<Partition, Callbacks> callbacks = new HashMap<>();
    private final Threads threads = new ActorThreads(this);
    private @Nullable Simulation simulation;
    private int waitedFor;
    private int actors;
    private long now;
    private volatile long steps;
    private volatile @Nullable Actor running;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Actor failing;
    private volatile boolean stopped;
    private volatile boolean abandoned;

    Baton(ChoiceSource choices, Limits limits, Recorder recorder) {
        this.choices = choices;
        this.limits = limits;
        this.recorder = recorder;
    }

    /** Said once, before anybody runs. */
    void belongsTo(Simulation whole) {
        simulation = whole;
    }

    @Nullable
    Simulation simulation() {
        return simulation;
    }

    // For whoever runs the simulation

    /** Runs until the main actor and everyone it waits for have ended, or something failed. */
    void run(Actor main) throws InterruptedException {
        enter(main);
        pass(main);
        try {
            watch();
        } catch (InterruptedException e) {
            stopped = true;
            abandon();
            throw e;
        }
    }

    private void watch() throws InterruptedException {
        long seen = -1;
        while (!over.await(limits.stall().toNanos(), TimeUnit.NANOSECONDS)) {
            if (steps == seen) {
                blockedOutside();
                return;
            }
            seen = steps;
        }
    }

    private void blockedOutside() throws InterruptedException {
        Actor stuck = running;
        if (stuck != null) {
            fail(Standstill.blockedOutside(stuck, limits.stall()));
            // What it waits for may be interruptible; then everything still ends in good order.
            stuck.thread().interrupt();
        }
        if (!over.await(1, TimeUnit.SECONDS)) {
            abandon();
        }
    }

    /** The simulation itself cannot go on, for want of memory or stack: the run fails at once. */
    void collapse(Throwable why) {
        fail(why);
        abandon();
        over.countDown();
    }

    boolean isTurnOf(Actor actor) {
        return running == actor || abandoned;
    }

    /** Ends all actors at once, whoever runs: nothing of this run is looked at any more. */
    private void abandon() {
        abandoned = true;
        for (Actor actor : List.copyOf(alive)) {
            actor.thread().interrupt();
            actor.resume();
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Once the run is over: its failure is the last that happened. */
    void recordFailure(Partition host) {
        Throwable why = failure;
        if (why != null) {
            Actor who = failing;
            recorder.failed(
                    elapsed(),
                    who == null ? "the run" : who.name(),
                    (who == null ? host : who.partition()).name(),
                    "with " + Standstill.inShort(why));
        }
    }

    long steps() {
        return steps;
    }

    boolean isOver() {
        return over.getCount() == 0 || abandoned;
    }

    boolean isStopped() {
        return stopped;
    }

    // Time, choices and places to wait

    @Override
    public long now() {
        return now;
    }

    @Override
    public Parker parker(Object purpose) {
        return new ActorParker(this, purpose);
    }

    @Override
    public void at(long time, Runnable action) {
        timers.add(time, action);
    }

    @Override
    public Executor executor(Partition partition) {
        return callbacks.computeIfAbsent(partition, it -> new Callbacks(this, it));
    }

    @Override
    public void freeze(Partition partition) {
        queue.freeze(partition);
    }

    @Override
    public void thaw(Partition partition) {
        queue.thaw(partition);
    }

    Recorder recorder() {
        return recorder;
    }

    void record(Happening.Kind kind, Partition where, Partition peer, long connection, String detail) {
        Actor self = running;
        if (self == null || self.thread() != Thread.currentThread()) {
            return; // not in the course of the run
        }
        recorder.add(new Happening(
                Duration.ofNanos(now), self.name(), where.name(), peer.name(), connection, kind, 0, 0, detail));
    }

    int choose(int bound) {
        return choices.choose(bound, now, self().number());
    }

    // Actors

    Actor create(String name, Partition partition, boolean service, Actor.Body body) {
        return new Actor(this, name, actors++, partition, service, body);
    }

    /** Lets an actor run from now on. */
    void start(Actor actor) {
        enter(actor);
        queue.add(actor);
    }

    /** Starts its thread, or nothing has happened. */
    private void enter(Actor actor) {
        alive.add(actor);
        try {
            actor.thread().start();
        } catch (Throwable e) {
            alive.remove(actor);
            throw e;
        }
        if (!actor.isService()) {
            waitedFor++;
        }
    }

    /** Lets an actor run once its thread has been started by others. */
    void startLater(Actor actor) {
        unstarted.add(actor);
    }

    /** What the library is to use on actors. */
    Threads threads() {
        return threads;
    }

    /** The actor that runs on a thread, started or not; null for a thread of others, or of one that has ended. */
    @Nullable
    Actor actor(Thread thread) {
        adopt();
        return Stream.concat(alive.stream(), unstarted.stream())
                .filter(actor -> actor.thread() == thread)
                .findAny()
                .orElse(null);
    }

    /** The actors of a partition that have not ended. */
    List<Actor> on(Partition partition) {
        return alive.stream().filter(actor -> actor.partition() == partition).toList();
    }

    /** The actors that the run waits for, but for the one that calls. */
    List<Actor> unfinished() {
        Actor self = self();
        adopt();
        return alive.stream()
                .filter(actor -> actor != self && !actor.isService())
                .toList();
    }

    /** The actor that calls, whose turn it is. */
    Actor self() {
        Actor self = running;
        if (self == null || self.thread() != Thread.currentThread()) {
            throw foreign();
        }
        return self;
    }

    /** Whether there is anybody to unpark; others than actors must not while the run goes on. */
    boolean checkUnpark() {
        if (stopped || running == null) {
            return false;
        }
        self();
        return true;
    }

    private static IllegalStateException foreign() {
        return new IllegalStateException("thread \"" + Thread.currentThread().getName()
                + "\" used a flow of a simulation and is none of its actors, or the simulation is over; use it from threads"
                + " that Simulation.spawn or Simulation.threadFactory made, while the simulation runs");
    }

    @Override
    public void step() {
        Actor self = self();
        self.checkGoing();
        tick();
        adopt();
        if (queue.isFrozen(self)) {
            standStill(self);
            return;
        }
        if (queue.isEmpty()) {
            return;
        }
        int chosen = choices.schedule(queue.size() + 1, now, self.number());
        if (chosen > 0) {
            Actor next = queue.remove(chosen - 1);
            queue.add(self);
            goOn(self, next);
        }
    }

    /** As {@link #step}, but with everybody else before the caller, who may be waiting for one of them without saying so. */
    void giveWay() {
        Actor self = self();
        self.checkGoing();
        tick();
        adopt();
        if (queue.isFrozen(self)) {
            standStill(self);
        } else if (!queue.isEmpty()) {
            queue.add(self);
            goOn(self, queue.remove(choices.choose(queue.size(), now, self.number())));
        }
    }

    /** Its machine is paused: it goes on where it is when that does. */
    private void standStill(Actor self) {
        queue.add(self);
        goOn(self, nextOrFail(self));
    }

    private Actor nextOrFail(Actor self) {
        Actor next = next(self);
        if (next == null) {
            deadlock();
            throw new Stopped();
        }
        return next;
    }

    private void goOn(Actor self, Actor next) {
        if (next != self) {
            pass(next);
            self.awaitTurn();
        }
        self.checkGoing();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only whoever holds the baton writes
    private void tick() {
        steps++;
        now += STEP;
        timers.fire(now, this);
        if (steps > limits.steps() || now > limits.time().toNanos()) {
            fail(Standstill.endless(alive, steps, now));
            throw new Stopped();
        }
    }

    /** Blocks the calling actor until it is woken or the deadline has passed. */
    void block(Actor self, Object purpose, long deadline) {
        self.beginWait(purpose);
        if (purpose instanceof SimWaiting.Purpose wait) {
            recorder.mark(wait.mark());
        }
        if (deadline != Waiter.NEVER) {
            timers.add(deadline, self);
        }
        goOn(self, nextOrFail(self));
    }

    boolean isFrozen(Actor actor) {
        return queue.isFrozen(actor);
    }

    /** Lets an actor run that is to end, wherever it is. */
    void release(Actor actor) {
        if (!queue.release(actor)) {
            wake(actor);
        }
    }

    /** Lets an actor run that waits; does nothing to one that does not. */
    void wake(Actor actor) {
        if (actor.endWait()) {
            queue.add(actor);
        }
    }

    private void pass(Actor next) {
        running = next;
        next.resume();
    }

    /** Who runs next, now that {@code self} does not; null if nobody ever will. */
    private @Nullable Actor next(Actor self) {
        while (true) {
            adopt();
            if (!queue.isEmpty()) {
                return queue.remove(choices.choose(queue.size(), now, self.number()));
            }
            if (wakeInterrupted()) {
                continue;
            }
            long first = timers.first();
            if (first == Waiter.NEVER || first > limits.time().toNanos()) {
                return null;
            }
            now = Math.max(now, first);
            timers.fire(now, this);
        }
    }

    /** Takes in threads that were made by the simulation's factory and started since. */
    private void adopt() {
        if (unstarted.isEmpty()) {
            return;
        }
        for (Actor actor : List.copyOf(unstarted)) {
            if (actor.thread().getState() != Thread.State.NEW) {
                unstarted.remove(actor);
                alive.add(actor);
                waitedFor++;
                queue.add(actor);
            }
        }
    }

    /** Those whom {@link Thread#interrupt} has interrupted: when exactly they noticed, nobody can say, but by now all have. */
    private boolean wakeInterrupted() {
        boolean any = false;
        for (Actor actor : alive) {
            if (actor.purpose() != null && actor.isInterrupted()) {
                wake(actor);
                any = true;
            }
        }
        return any;
    }

    private void deadlock() {
        for (Actor actor : alive) {
            Object purpose = actor.purpose();
            recorder.add(
                    Happening.Kind.WAITS,
                    now,
                    actor,
                    purpose == null ? "while its machine is paused" : String.valueOf(purpose));
        }
        fail(Standstill.deadlock(alive, now));
    }

    /** Ends the run. The first failure is the one. */
    void fail(Throwable why) {
        if (failure == null && !stopped) {
            failing = why instanceof SimulationError ? null : running;
            failure = why;
        }
        stopped = true;
    }

    /** An actor has come to its end, and somebody else is to go on. */
    void ended(Actor self) {
        if (abandoned) {
            return;
        }
        if (!stopped) {
            recorder.add(Happening.Kind.EXIT, now, self, "");
        }
        alive.remove(self);
        if (!self.isService()) {
            waitedFor--;
        }
        self.wakeJoiners();
        adopt();
        if (waitedFor == 0) {
            stopped = true;
        }
        Actor next = stopped ? null : next(self);
        if (next == null && !stopped) {
            deadlock();
        }
        if (next == null) {
            next = alive.isEmpty() ? null : alive.iterator().next();
        }
        if (next == null) {
            running = null;
            over.countDown();
        } else {
            pass(next);
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }
}
