package io.hvflow.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Holds targets to rules: some at a time, those that count what the process holds by themselves. */
final class Suite {
    private final List<Rule> rules;
    private final Settings settings;

    Suite(List<Rule> rules, Settings settings) {
        this.rules = List.copyOf(rules);
        this.settings = settings;
    }

    /** Runs every rule on the target, unless that is unavailable. */
    TargetResult run(Target target) throws InterruptedException {
        return run(target, result -> {});
    }

    /** As above, telling the listener each result, on the thread that found it. */
    TargetResult run(Target target, Consumer<RuleResult> listener) throws InterruptedException {
        long start = System.nanoTime();
        Optional<String> unavailable = target.unavailable();
        List<RuleResult> results = unavailable.isPresent() ? List.of() : runAll(new Runner(target, settings), listener);
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        return new TargetResult(target.name(), target.capabilities(), unavailable, results, duration);
    }

    private List<RuleResult> runAll(Runner runner, Consumer<RuleResult> listener) throws InterruptedException {
        Map<Rule, RuleResult> results = new HashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(settings.parallelism());
        try {
            Map<Rule, Future<RuleResult>> running = new HashMap<>();
            for (Rule rule : rules) {
                if (!rule.alone()) {
                    running.put(rule, threads.submit(() -> run(runner, rule, listener)));
                }
            }
            for (Map.Entry<Rule, Future<RuleResult>> entry : running.entrySet()) {
                results.put(entry.getKey(), entry.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the suite itself failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
        for (Rule rule : rules) {
            if (rule.alone()) {
                results.put(rule, run(runner, rule, listener));
            }
        }
        List<RuleResult> inOrder = new ArrayList<>();
        rules.forEach(rule -> inOrder.add(results.get(rule)));
        return inOrder;
    }

    private static RuleResult run(Runner runner, Rule rule, Consumer<RuleResult> listener) throws InterruptedException {
        RuleResult result = runner.run(rule);
        listener.accept(result);
        return result;
    }
}
