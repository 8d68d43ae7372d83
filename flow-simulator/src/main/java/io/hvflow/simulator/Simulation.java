package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import io.hvflow.spi.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hypervisor on which nothing is left to chance: one actor at a time runs, the clock is virtual, and every choice, of who
 * goes on and of what a fault does, comes from a {@link Tape}. The same tape gives the same run, to the byte. {@link
 * Exploration} runs scenarios on it.
 *
 * <p>Actors are virtual threads that run ordinary blocking code. Before every operation of a flow, wherever its transport is used, and
 * wherever an actor waits, another may go on. Flows are for actors alone: a call from any other thread is an {@link IllegalStateException}.
 * Actors wait for one another only by flows, {@link Actor#join} and {@link #sleep}; one that waits for something else, such
 * as a lock or a queue that another actor is to release, stops the whole simulation and is reported, with its stack, after
 * 5 seconds. So is a deadlock, at once.
 *
 * <p>Time passes when nobody can run: then it jumps to the earliest timer. Beside that, each step takes a microsecond. All
 * methods are called by actors, unless they say otherwise.
 */
public final class Simulation {
    /** When every run begins. */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Baton baton;
    private final Hypervisor hypervisor;

    Simulation(Baton baton) {
        this.baton = baton;
        hypervisor = new Hypervisor(baton, baton::choose);
        baton.belongsTo(this);
    }

    /**
     * The simulation that the calling thread is an actor of: for code that is called by a scenario and is not given it. May
     * be called by any thread.
     *
     * @return empty if the thread is no actor
     */
    public static Optional<Simulation> current() {
        Actor actor = Actor.current();
        return actor == null
                ? Optional.empty()
                : Optional.ofNullable(actor.baton().simulation());
    }

    /**
     * Runs a scenario once, with choices drawn from a seed, and keeps the trace.
     *
     * @param seed any number
     * @param scenario what to run
     * @return how it went
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static Outcome run(long seed, Scenario scenario) throws InterruptedException {
        return run(Tape.ofSeed(seed), scenario);
    }

    /**
     * Runs a scenario once, with the choices of a tape, and keeps the trace. Blocks until the run has ended.
     *
     * @param tape the choices
     * @param scenario what to run
     * @return how it went
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static Outcome run(Tape tape, Scenario scenario) throws InterruptedException {
        return run(tape, scenario, Limits.DEFAULTS, true);
    }

    static Outcome run(Tape tape, Scenario scenario, Limits limits, boolean keepTrace) throws InterruptedException {
        Recorder recorder = new Recorder(keepTrace);
        ChoiceSource choices = new ChoiceSource(tape, recorder);
        Baton baton = new Baton(choices, limits, recorder);
        Simulation simulation = new Simulation(baton);
        baton.run(baton.create("main", simulation.host(), false, () -> scenario.run(simulation)));
        baton.recordFailure(simulation.host());
        return new Outcome(tape, choices.log(), baton.failure(), recorder, baton.steps(), baton.elapsed());
    }

    /**
     * The hypervisor of this run.
     *
     * @return always the same object
     */
    public Hypervisor hypervisor() {
        return hypervisor;
    }

    /**
     * The host.
     *
     * @return as {@link Hypervisor#host}
     */
    public Partition host() {
        return hypervisor.host();
    }

    /**
     * A guest; made when it is first named.
     *
     * @param name as in {@code sim:} addresses
     * @return as {@link Hypervisor#partition(String)}
     */
    public Partition guest(String name) {
        return hypervisor.partition(name);
    }

    /**
     * Starts an actor on the caller's own partition. The run does not end before it has.
     *
     * @param name for traces and messages
     * @param body what it does
     * @return the actor
     */
    public Actor spawn(String name, Actor.Body body) {
        return spawn(baton.self().partition(), name, body);
    }

    /**
     * Starts an actor. The run does not end before it has.
     *
     * @param partition where
     * @param name for traces and messages
     * @param body what it does
     * @return the actor
     */
    public Actor spawn(Partition partition, String name, Actor.Body body) {
        return start(partition, name, false, body);
    }

    /**
     * Starts an actor that the run does not wait for: a server that serves for ever. It is stopped at the end.
     *
     * @param partition where
     * @param name for traces and messages
     * @param body what it does
     * @return the actor
     */
    public Actor serve(Partition partition, String name, Actor.Body body) {
        return start(partition, name, true, body);
    }

    private Actor start(Partition partition, String name, boolean service, Actor.Body body) {
        Actor self = baton.self();
        Actor actor = baton.create(name, partition, service, body);
        baton.recorder().add(Kind.SPAWN, baton.now(), self, name);
        baton.start(actor);
        return actor;
    }

    /**
     * Makes actors of threads that other code starts. They are on the partition of the caller of this.
     *
     * @param prefix their names, before a number
     * @return a factory for actors of this simulation to use
     */
    public ThreadFactory threadFactory(String prefix) {
        Partition partition = baton.self().partition();
        AtomicInteger number = new AtomicInteger();
        return body -> {
            Actor actor = baton.create(prefix + number.incrementAndGet(), partition, false, body::run);
            baton.startLater(actor);
            return actor.thread();
        };
    }

    /**
     * Waits in virtual time.
     *
     * @param time zero or more
     * @throws InterruptedException if interrupted meanwhile
     */
    public void sleep(Duration time) throws InterruptedException {
        long until = baton.deadline(time);
        Parker parker = baton.parker("for " + time + " to pass");
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException("sleeping for " + time);
            }
            parker.park(until);
        } while (!baton.passed(until) || until == Waiter.NEVER);
    }

    /**
     * The liveness phase of a scenario: {@linkplain Hypervisor#heal removes every fault}, and waits in virtual time until every
     * other actor that the run waits for has come to its end. A fault is a reason to wait; without one, whoever still waits
     * when the time is up waits for ever, or has been forgotten. Services may go on.
     *
     * @param within how long they may take; more than every time-out and every sleep of theirs
     * @throws SimulationError of the kind {@link SimulationError.Kind#UNFINISHED} if one has not ended then; the message lists
     *     who still waits for what
     * @throws InterruptedException if interrupted meanwhile
     */
    public void heal(Duration within) throws InterruptedException {
        hypervisor.heal();
        long deadline = baton.deadline(within);
        List<Actor> left = baton.unfinished();
        while (!left.isEmpty()) {
            if (!left.getFirst().join(Duration.ofNanos(Math.max(0, deadline - baton.now())))) {
                throw Standstill.unfinished(left, within);
            }
            left = baton.unfinished();
        }
    }

    /** Lets others go on, if the choice is so: for code that does not use flows at a place where it matters. */
    public void step() {
        baton.step();
    }

    /**
     * The virtual clock. May be read by any thread.
     *
     * @return a clock that began at the start of the year 2000
     */
    public InstantSource clock() {
        return () -> EPOCH.plus(elapsed());
    }

    /**
     * The virtual time since the run began. May be read by any thread.
     *
     * @return the time
     */
    public Duration elapsed() {
        return Duration.ofNanos(baton.now());
    }

    /**
     * Chooses a number: what a scenario does at random, it does by this, so that it is repeated and made simpler with the
     * rest. 0 is to be the simplest.
     *
     * @param bound one more than the largest possible answer, at least 1
     * @return from 0 to {@code bound} - 1
     */
    public int choose(int bound) {
        return baton.choose(bound);
    }

    /**
     * Random values by {@link #choose}: for generators that ask for a {@link Random}. Zeros, which are the simplest choices, are
     * what they make the simplest values of.
     *
     * @return one of its own, for the actors of this simulation
     */
    public Random random() {
        return new TapeRandom(baton);
    }

    /**
     * Counts that the run came by here. What tests say of rare cases holds only if they came about: {@link
     * Exploration#mustMark} checks it.
     *
     * @param name of the mark
     */
    public void mark(String name) {
        baton.recorder().mark(Objects.requireNonNull(name, "name"));
    }

    /** How often this run has come by a mark so far. */
    int marked(String name) {
        return baton.recorder().marks().getOrDefault(name, 0);
    }

    /**
     * Puts a line into the trace.
     *
     * @param text the line
     */
    public void note(String text) {
        baton.recorder().add(Kind.NOTE, baton.now(), baton.self(), text);
    }

    @Override
    public String toString() {
        return "Simulation[" + elapsed() + "]";
    }
}
