package io.hvflow.conformance.trial;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitrary;

/**
 * One run of one rule on one target, with threads of one kind: what a check works with. Everything that it opens or
 * starts is aborted, interrupted and waited for when the run is over.
 *
 * <p>A check calls it from the trial's own thread; flows and tasks may be used from any.
 */
public final class Trial {
    /** So many tries or more are no reason to do less of anything else. */
    private static final int ENOUGH_TRIES = 10;

    /** Enough for a peer that reads to get everything, little to wait for one that does not. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(250);

    /** How often a condition is looked at. */
    private static final long LOOK_NANOS = 1_000_000;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Target target;
    private final Rule rule;
    private final ThreadKind threads;
    private final Settings settings;
    private final Stage stage;
    private final String threadPrefix;
    private final Trace trace;
    private final Scope scope;
    private volatile Duration patience;
    private volatile boolean cancelled;

    /** On the machine's own threads. */
    public Trial(Target target, Rule rule, ThreadKind threads, Settings settings) {
        this(target, rule, threads, settings, Stage.REAL, "trial-" + NUMBERS.incrementAndGet() + "/" + rule.id() + "/");
    }

    /** On threads of that stage, whose names begin so. */
    public Trial(Target target, Rule rule, ThreadKind threads, Settings settings, Stage stage, String threadPrefix) {
        this.target = target;
        this.rule = rule;
        this.threads = threads;
        this.settings = settings;
        this.patience = settings.patience();
        this.stage = stage;
        this.threadPrefix = threadPrefix;
        this.trace = new Trace(threadPrefix, stage);
        this.scope = new Scope(stage);
    }

    // Flows

    /** Opens a connected pair with {@link #options}. */
    public FlowPair open() throws IOException {
        return open(options());
    }

    /** Opens a connected pair; both ends are traced, and aborted at the end. */
    public FlowPair open(FlowOptions options) throws IOException {
        FlowPair pair = target.open(options);
        String number = scope.nextPair();
        return new FlowPair(track("near" + number, pair.near()), track("far" + number, pair.far()));
    }

    /** Connects, at the target's end that connects; traced, and aborted at the end. */
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return track("connected" + scope.nextConnected(), target.connect(address, options));
    }

    /** Listens, at the target's end that listens; what it accepts is traced, and all is closed at the end. */
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        FlowListener listener = new TracedListener(target.listen(address, options), this);
        scope.add(listener);
        return listener;
    }

    /** Traces a flow that the check got elsewhere, under that name, and aborts it at the end. */
    public Flow track(String name, Flow flow) {
        TracedFlow traced = new TracedFlow(flow, name, trace);
        scope.add(traced);
        return traced;
    }

    Flow trackAccepted(Flow flow) {
        return track("accepted" + scope.nextAccepted(), flow);
    }

    /**
     * What {@link #open()} uses: the defaults, but with a {@code closeTimeout} so short that closing inline, against a
     * peer that stays open, costs little. A check whose verdict depends on how close ends sets its own. A patient suite
     * has slow machines, on which connecting takes its time too.
     */
    public FlowOptions options() {
        FlowOptions options = FlowOptions.DEFAULTS.closeTimeout(CLOSE_TIMEOUT);
        return patience.compareTo(Settings.DEFAULTS.patience()) > 0 ? options.connectTimeout(patience) : options;
    }

    /** A fresh place to listen and connect; a target without one makes the rule not applicable. */
    public Target.Place place() throws IOException {
        return target.place()
                .orElseThrow(
                        () -> new NotApplicable("target " + target.name() + " has no place to listen and connect"));
    }

    /** Flows whose far ends are of another make; a target without them makes the rule not applicable. */
    public ForeignEnds foreignEnds() {
        return target.foreignEnds()
                .orElseThrow(() -> new NotApplicable(
                        "target " + target.name() + " has no far ends that are plain sockets, as target plain has"));
    }

    /**
     * Opens a flow with a foreign far end, which sends those bytes at once; the flow is traced, and aborted at the end.
     */
    public ForeignEnds.Met openForeign(String way, FlowOptions options, ByteBuffer first, boolean alone)
            throws IOException {
        ForeignEnds.Met met = foreignEnds().open(way, options, first, alone);
        return new ForeignEnds.Met(track("near" + scope.nextPair(), met.near()), met.far());
    }

    // What runs

    public Target target() {
        return target;
    }

    public Rule rule() {
        return rule;
    }

    public boolean has(Capability capability) {
        return target.capabilities().contains(capability);
    }

    public ThreadKind threads() {
        return threads;
    }

    /**
     * How much later than its time-out a call may end: on a real machine, which may be busy, as long as anything may take; in virtual
     * time, which stands still while somebody works, hardly at all.
     */
    public Duration late() {
        return stage.tolerance(patience);
    }

    /** How long what must happen may take. */
    public Duration patience() {
        return patience;
    }

    /** How long nothing must happen before we believe that nothing will. */
    public Duration moment() {
        return settings.moment();
    }

    /** How many values a property is tried with, at most. */
    public int tries() {
        return Math.multiplyExact(settings.tries(), rule.oftener());
    }

    public Settings settings() {
        return settings;
    }

    // Threads and time

    public Stage stage() {
        return stage;
    }

    /** The time of the stage, in nanoseconds; compared by difference. */
    public long nanoTime() {
        return stage.nanoTime();
    }

    /**
     * How much to do of what repeats itself at random: all of it, or less where properties are tried with a few values
     * only.
     */
    public int share(int all) {
        return (int) ((long) all * Math.min(settings.tries(), ENOUGH_TRIES) / ENOUGH_TRIES);
    }

    /** Does nothing for so long, or less. */
    public void pause(Duration time) {
        stage.pause(time.toNanos());
    }

    /** Those of the cases that this trial is to go through, in their order. */
    public <T> List<T> cases(List<T> all) {
        return stage.cases(all);
    }

    /** What flows are made of, now. */
    public Holdings holdings() {
        return stage.holdings();
    }

    /** Starts {@code body} on a new thread of this trial's kind. */
    public <T> Task<T> start(String name, Callable<T> body) {
        Task<T> task = new Task<>(this, name, body);
        scope.add(task);
        return task;
    }

    /** Starts {@code body}, which brings nothing, on a new thread of this trial's kind. */
    public Task<Boolean> launch(String name, Action body) {
        return start(name, () -> {
            body.run();
            return true;
        });
    }

    /**
     * Throws what a task of this trial has found so far, if it has found the rule broken, or another error has ended
     * it.
     */
    public void checkTasks() {
        scope.checkTasks();
    }

    /** Throws an error that is no finding of a task's, at whatever time it came. */
    public void checkErrors() {
        scope.checkErrors();
    }

    public String threadName(String task) {
        return threadPrefix + task;
    }

    public String threadPrefix() {
        return threadPrefix;
    }

    // Verdicts

    /** Waits until the condition holds, as long as the patience; {@code what} completes "waited for". */
    public void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = nanoTime();
        while (!condition.getAsBoolean()) {
            if (nanoTime() - start > patience.toNanos()) {
                throw new Hang("waited " + patience.toMillis() + " ms for " + what);
            }
            stage.sleep(LOOK_NANOS);
        }
    }

    /** Watches for a {@link #moment} that the condition goes on to hold. */
    public void stays(String what, BooleanSupplier condition) throws InterruptedException {
        long start = nanoTime();
        do {
            check(condition.getAsBoolean(), "%s: no longer so", what);
            stage.sleep(LOOK_NANOS);
        } while (nanoTime() - start < moment().toNanos());
    }

    @SuppressWarnings("DoNotCallSuggester")
    public // always throws: that is what it is for
    void fail(String message) {
        throw new AssertionError(message);
    }

    /** Fails unless {@code ok}; the message is a format for {@code args}. */
    @SuppressWarnings("AnnotateFormatMethod")
    public // the annotation would be a dependency of its own
    void check(boolean ok, String message, Object... args) {
        if (!ok) {
            throw new AssertionError(args.length == 0 ? message : String.format(Locale.ROOT, message, args));
        }
    }

    /**
     * Runs the action, which must fail in that way.
     *
     * @param doing what the action does, for the message
     * @return the exception, to look into
     */
    public <E extends Throwable> E expect(Class<E> type, String doing, Action action) {
        try {
            action.run();
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            String instead = e instanceof AssertionError ? ": " + e.getMessage() : " but failed with " + e;
            throw new AssertionError(doing + " was to fail with " + type.getSimpleName() + instead, e);
        }
        throw new AssertionError(doing + " was to fail with " + type.getSimpleName() + " but succeeded");
    }

    /** Ends the trial: the rule asks nothing of this target. */
    @SuppressWarnings("DoNotCallSuggester")
    public // always throws: that is what it is for
    void notApplicable(String reason) {
        throw new NotApplicable(reason);
    }

    /**
     * Checks the body with many values; a failing one is made as small as can be. Each try begins with nothing open.
     *
     * @throws AssertionError that names the smallest failing value and how to run it again
     */
    public <T> void forAll(Arbitrary<T> values, PropertyBody<T> body) throws Exception {
        new Property<>(this, values, body).check();
    }

    // For the property and the runner

    public Trace trace() {
        return trace;
    }

    /** Aborts and closes what is open. */
    public void release() throws InterruptedException {
        scope.release(settings.patience());
    }

    /** Aborts, interrupts and waits for everything, and forgets it. */
    public List<String> cleanUp() throws InterruptedException {
        return scope.cleanUp(settings.patience());
    }

    void patience(Duration value) {
        patience = value;
    }

    /** Says that the verdict is made: nothing need be looked at any more. */
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }
}
