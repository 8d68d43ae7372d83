package io.hvflow.conformance.suite;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Check;
import io.hvflow.conformance.trial.Manner;
import io.hvflow.conformance.trial.NotApplicable;
import io.hvflow.conformance.trial.PropertyFailure;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Symptom;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.conformance.trial.Trace;
import io.hvflow.conformance.trial.Trial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Runs one rule on one target: each trial on a thread of its own, with a deadline, after which it counts as hung. */
public final class Runner {
    /** Held for writing by a rule that must run alone, for reading by others: also by other suites of the process. */
    private static final ReadWriteLock PROCESS = new ReentrantReadWriteLock(true);

    private final Target target;
    private final Settings settings;

    public Runner(Target target, Settings settings) {
        this.target = target;
        this.settings = settings;
    }

    public RuleResult run(Rule rule) throws InterruptedException {
        if (target.isSimulated()) {
            return new SimulatedRunner(target, settings).run(rule);
        }
        Lock lock = rule.alone() ? PROCESS.writeLock() : PROCESS.readLock();
        lock.lockInterruptibly();
        try {
            return runLocked(rule);
        } finally {
            lock.unlock();
        }
    }

    private RuleResult runLocked(Rule rule) throws InterruptedException {
        Optional<String> lack = Descriptors.now().notApplicable(target, rule.id());
        if (lack.isPresent()) {
            return RuleResult.of(
                    rule, List.of(TrialResult.notApplicable(ThreadKind.PLATFORM, lack.get(), Duration.ZERO)));
        }
        List<TrialResult> results = new ArrayList<>();
        for (ThreadKind kind : rule.bothThreadKinds() ? ThreadKind.values() : new ThreadKind[] {ThreadKind.PLATFORM}) {
            results.add(new Run(rule, kind).result());
        }
        return RuleResult.of(rule, results);
    }

    /** One trial, from its first thread to its last. */
    private final class Run {
        private final Trial trial;
        private final Optional<Rule.Weaker> weaker;
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final long start = System.nanoTime();

        Run(Rule rule, ThreadKind kind) {
            trial = new Trial(target, rule, kind, settings);
            weaker = rule.weaker().filter(it -> !trial.has(it.needed()));
        }

        TrialResult result() throws InterruptedException {
            Thread thread = trial.threads().start(trial.threadName("rule"), this::check);
            try {
                if (!done.await(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                    return hung(thread);
                }
            } catch (InterruptedException e) {
                release(thread);
                throw e;
            }
            Trace.Recording recording = trial.trace().recording();
            List<String> left = trial.cleanUp();
            if (failure.get() == null && !left.isEmpty()) {
                return failed(
                        String.join("; ", left),
                        Manner.HANGS,
                        Symptom.NONE,
                        "",
                        ThreadDump.of(trial.threadPrefix()),
                        recording);
            }
            return judged(failure.get(), recording);
        }

        private void check() {
            try {
                if (target.hasPairs()) {
                    weaker.map(Rule.Weaker::check).orElse(trial.rule().check()).run(trial);
                }
                checkForeign();
                trial.checkTasks(); // also those that nobody waited for
                trial.trace().spoiled().ifPresent(failure::set);
            } catch (Throwable e) {
                failure.set(e);
            } finally {
                done.countDown();
            }
        }

        /** Runs what the rule asks of foreign ends, where there are such ends. */
        private void checkForeign() throws Exception {
            Optional<Check> foreign = trial.rule().foreign();
            if (foreign.isPresent() && target.foreignEnds().isPresent()) {
                foreign.get().run(trial);
            } else if (!target.hasPairs()) {
                trial.notApplicable("the far ends of target " + target.name() + " are no flows, which the rule needs");
            }
        }

        private TrialResult judged(@Nullable Throwable thrown, Trace.Recording recording) {
            Optional<String> excuse =
                    thrown == null ? Optional.empty() : Descriptors.now().excuse(thrown);
            if (excuse.isPresent()) {
                return TrialResult.notApplicable(trial.threads(), excuse.get(), duration());
            }
            return switch (thrown) {
                case null ->
                    weaker.map(it -> TrialResult.notApplicable(trial.threads(), lacks(it), duration()))
                            .orElseGet(() -> TrialResult.passed(trial.threads(), duration()));
                case NotApplicable e -> TrialResult.notApplicable(trial.threads(), e.reason(), duration());
                case PropertyFailure e ->
                    new TrialResult(
                            trial.threads(),
                            Verdict.FAIL,
                            message(e),
                            Manner.of(e),
                            Symptom.of(e, e.recording()),
                            stackTrace(e),
                            Optional.empty(),
                            OptionalLong.of(e.seed()),
                            e.recording(),
                            duration());
                default ->
                    failed(
                            message(thrown),
                            Manner.of(thrown),
                            Symptom.of(thrown, recording),
                            stackTrace(thrown),
                            Optional.empty(),
                            recording);
            };
        }

        private TrialResult hung(Thread thread) throws InterruptedException {
            Optional<String> dump = ThreadDump.of(trial.threadPrefix());
            StackTraceElement[] where = thread.getStackTrace();
            Trace.Recording recording = trial.trace().recording();
            release(thread);
            Throwable here = new Throwable("the rule's thread was here");
            here.setStackTrace(where);
            return failed(
                    "did not end within " + settings.deadline().toMillis() + " ms",
                    Manner.HANGS,
                    Symptom.hang("rule", recording),
                    stackTrace(here),
                    dump,
                    recording);
        }

        /** Frees what the trial holds, so that its threads have no reason to go on; waits for them a while. */
        private void release(Thread thread) throws InterruptedException {
            trial.cancel();
            trial.cleanUp();
            thread.interrupt();
            thread.join(settings.patience());
        }

        private TrialResult failed(
                String message,
                String manner,
                Symptom symptom,
                String stackTrace,
                Optional<String> dump,
                Trace.Recording recording) {
            return new TrialResult(
                    trial.threads(),
                    Verdict.FAIL,
                    message,
                    manner,
                    symptom,
                    stackTrace,
                    dump,
                    OptionalLong.empty(),
                    recording,
                    duration());
        }

        private String lacks(Rule.Weaker it) {
            return "target does not declare " + it.needed() + "; weaker behaviour checked";
        }

        private String message(Throwable e) {
            boolean said = e instanceof AssertionError && e.getMessage() != null;
            String prefix = weaker.map(it -> "(weaker behaviour, without " + it.needed() + ") ")
                    .orElse("");
            return prefix + (said ? e.getMessage() : e.toString());
        }

        private Duration duration() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
