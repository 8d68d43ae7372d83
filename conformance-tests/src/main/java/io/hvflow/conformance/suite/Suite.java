package io.hvflow.conformance.suite;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Holds targets to rules: some at a time, those that count what the process holds by themselves. */
public final class Suite {
    private final List<Rule> rules;
    private final Settings settings;
    private final Deviations deviations;

    /** Expects no deviation of anything. */
    public Suite(List<Rule> rules, Settings settings) {
        this(rules, settings, Deviations.NONE);
    }

    public Suite(List<Rule> rules, Settings settings, Deviations deviations) {
        this.rules = List.copyOf(rules);
        this.settings = settings;
        this.deviations = deviations;
    }

    /** Runs every rule on the target, unless that is unavailable. */
    public TargetResult run(Target target) throws InterruptedException {
        return run(target, result -> {});
    }

    /** Why nothing can run on the target here, if so. */
    public static Optional<String> unavailable(Target target) {
        return Descriptors.now().unavailable(target).or(target::unavailable);
    }

    /** As above, telling the listener each result, on the thread that found it. */
    public TargetResult run(Target target, Consumer<RuleResult> listener) throws InterruptedException {
        long start = System.nanoTime();
        Optional<String> unavailable = unavailable(target);
        if (unavailable.isEmpty()) {
            Running running = start(target, listener);
            try {
                return running.all();
            } finally {
                running.stop();
            }
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        return new TargetResult(
                target.name(),
                target.device(),
                Optional.empty(),
                target.capabilities(),
                unavailable,
                List.of(),
                duration);
    }

    /** Starts every rule on a target that is available. Whoever waits for a rule that runs alone runs it. */
    public Running start(Target target, Consumer<RuleResult> listener) {
        return new Running(target, listener);
    }

    /** The rules on their way. */
    public final class Running {
        private final ExecutorService threads;
        private final Target target;
        private final Map<Rule, FutureTask<RuleResult>> tasks = new LinkedHashMap<>();
        private final long start = System.nanoTime();

        private Running(Target target, Consumer<RuleResult> listener) {
            this.target = target;
            this.threads = Executors.newFixedThreadPool(
                    Descriptors.now().parallelism(target, settings.parallelism()),
                    Thread.ofPlatform().name("rules-", 0).daemon().factory());
            Runner patient = new Runner(target, settings);
            // What a deviation leaves undone is waited for in vain, and a slow target's patience is long.
            Runner brief = new Runner(target, settings.atMost(settings.pace().scale(Settings.DEFAULTS.patience())));
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                if (!target.isSimulated() && !settings.shard().has(target.name(), i)) {
                    FutureTask<RuleResult> elsewhere = new FutureTask<>(() -> RuleResult.elsewhere(rule));
                    elsewhere.run();
                    tasks.put(rule, elsewhere);
                    continue;
                }
                Runner runner = deviations.expected(target, rule).isPresent() ? brief : patient;
                Callable<RuleResult> run = () -> {
                    RuleResult result = deviations.judge(target, runner.run(rule));
                    listener.accept(result);
                    return result;
                };
                FutureTask<RuleResult> task = new FutureTask<>(run);
                tasks.put(rule, task);
            }
            // Then what mostly waits, and in vain: others can be at work meanwhile.
            Predicate<Rule> waiting = rule -> deviations.expected(target, rule).isPresent();
            begin(Rule::early);
            begin(waiting.and(rule -> !rule.early()));
            begin(waiting.negate().and(rule -> !rule.early()));
            threads.shutdown();
        }

        private void begin(Predicate<Rule> which) {
            tasks.forEach((rule, task) -> {
                if (!task.isDone() && !alone(rule) && which.test(rule)) {
                    threads.execute(task);
                }
            });
        }

        /** A simulation has nothing in common with what else the process does. */
        private boolean alone(Rule rule) {
            return rule.alone() && !target.isSimulated();
        }

        /** Waits for the rule's result. */
        public RuleResult result(Rule rule) throws InterruptedException {
            FutureTask<RuleResult> task = tasks.get(rule);
            if (task == null) {
                throw new IllegalArgumentException(rule.id() + " was not started");
            }
            if (alone(rule)) {
                task.run();
            }
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the suite itself failed in " + rule.id(), e.getCause());
            }
        }

        /** Waits for all results. */
        public TargetResult all() throws InterruptedException {
            List<RuleResult> results = new ArrayList<>();
            for (Rule rule : rules) {
                results.add(result(rule));
            }
            return new TargetResult(
                    target.name(),
                    target.device(),
                    target.farEnd(),
                    target.capabilities(),
                    Optional.empty(),
                    results,
                    Duration.ofNanos(System.nanoTime() - start));
        }

        /** Gives up what has not ended. */
        void stop() {
            threads.shutdownNow();
            tasks.values().forEach(task -> task.cancel(true));
        }
    }
}
