package io.hvflow.conformance.rules;

import io.hvflow.CopyStats;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.ProxyStats;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Runner;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Pace;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.zoo.WrongFlow;
import io.hvflow.conformance.zoo.WrongLibrary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/**
 * Runs the suite on the zoo. Each rule gets a target of its own, so that what a wrong flow breaks in one cannot be seen in
 * another.
 */
final class Judge {
    /** Most wrong flows are found by waiting for them, and most waiting is for nothing: the others run meanwhile. */
    private static final int AT_A_TIME = 16;

    /** Impatient, as most of the time nobody comes; what fails unexpectedly gets a second, patient hearing. */
    private static final Settings SETTINGS = Settings.DEFAULTS
            .patience(Duration.ofMillis(1500))
            .moment(Duration.ofMillis(20))
            .deadline(Duration.ofSeconds(8))
            .tries(12)
            .propertyTime(Duration.ofSeconds(5)); // the tries are to end it, also on a busy machine

    private static final Settings PATIENT = SETTINGS.patience(Pace.here().scale(Duration.ofSeconds(10)))
            .deadline(Pace.here().scale(Duration.ofSeconds(40)));

    /** These cost the most time and processor, and are run where they are expected to find something. */
    private static final Set<String> COSTLY = Set.of("W6", "W8", "W13", "W14", "C12", "B6", "L8", "T1", "T3", "T7");

    private final List<Rule> rules = Rules.all();
    private final boolean thorough;

    /**
     * Makes a judge.
     *
     * @param thorough whether every rule is run on every wrong flow, on all kinds of threads
     */
    Judge(boolean thorough) {
        this.thorough = thorough;
    }

    List<Judgement> judge(List<WrongFlow> zoo) throws InterruptedException, ExecutionException {
        List<Judgement> judgements = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            Map<WrongFlow, Future<Map<String, RuleResult>>> running = new LinkedHashMap<>();
            for (WrongFlow wrong : zoo) {
                running.put(wrong, threads.submit(() -> together(wrong)));
            }
            Map<WrongFlow, Map<String, RuleResult>> results = new LinkedHashMap<>();
            for (WrongFlow wrong : zoo) {
                results.put(wrong, running.get(wrong).get());
            }
            for (WrongFlow wrong : zoo) {
                alone(wrong, results.get(wrong));
                judgements.add(new Judgement(wrong, results.get(wrong)));
            }
        } finally {
            threads.shutdownNow();
        }
        return judgements;
    }

    /** Runs the rules that may run while other wrong flows are judged. */
    private Map<String, RuleResult> together(WrongFlow wrong) throws InterruptedException {
        Map<String, RuleResult> results = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (!needsAll(rule) && (concerned(wrong, rule) || thorough || !COSTLY.contains(rule.id()))) {
                results.put(rule.id(), run(wrong, rule, SETTINGS));
            }
        }
        return results;
    }

    /** Runs the others, and once more those that failed without being expected to. */
    private void alone(WrongFlow wrong, Map<String, RuleResult> results) throws InterruptedException {
        for (Rule rule : rules) {
            boolean expected = concerned(wrong, rule);
            if (needsAll(rule) && (expected || thorough)) {
                results.put(rule.id(), run(wrong, rule, SETTINGS));
            }
            RuleResult result = results.get(rule.id());
            if (!expected && result != null && result.verdict() == Verdict.FAIL) {
                results.put(rule.id(), run(wrong, rule, PATIENT));
            }
        }
    }

    /** It counts what the process holds, or blocks so many threads that others starve. */
    private static boolean needsAll(Rule rule) {
        return rule.alone() || rule.id().equals("T3");
    }

    private static boolean concerned(WrongFlow wrong, Rule rule) {
        return wrong.fails().contains(rule.id()) || wrong.mayFail().contains(rule.id());
    }

    private RuleResult run(WrongFlow wrong, Rule rule, Settings settings) throws InterruptedException {
        return new Runner(wrong.target(), settings).run(suited(wrong, rule));
    }

    /** A rule as it is run on that flow: on one kind of threads where nothing is expected of it, or others have to wait. */
    private Rule suited(WrongFlow wrong, Rule rule) {
        Rule suited = wrong.library().isPresent() ? about(wrong.library().get(), rule) : rule;
        boolean full = thorough || (wrong.fails().contains(rule.id()) && !rule.alone());
        return full ? suited : suited.onPlatformThreads();
    }

    /** The rule as it is held against a wrong library, if it is about the library. */
    private static Rule about(WrongLibrary wrong, Rule rule) {
        Library library = new Library() {
            @Override
            public FlowAddress parse(String text) {
                return wrong.parse(text);
            }

            @Override
            public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
                return wrong.connect(address, options);
            }

            @Override
            public CopyStats copy(Flow from, Flow to) throws IOException {
                return wrong.copy(from, to);
            }

            @Override
            public ProxyStats proxy(Flow a, Flow b) throws IOException {
                return wrong.proxy(a, b, Thread.ofVirtual().factory());
            }

            @Override
            public ProxyStats proxy(Flow a, Flow b, ThreadFactory threads) throws IOException {
                return wrong.proxy(a, b, threads);
            }

            @Override
            public String reportOfProviders(boolean brokenFirst) throws IOException {
                Optional<String> report = wrong.reportOfProviders();
                return report.isPresent() ? report.get() : Library.super.reportOfProviders(brokenFirst);
            }
        };
        return Stream.of(
                        AddressChecks.rules(library),
                        BrokenProviderChecks.rules(library),
                        EndedTransferChecks.rules(library))
                .flatMap(List::stream)
                .filter(it -> it.id().equals(rule.id()))
                .findFirst()
                .orElse(rule);
    }
}
