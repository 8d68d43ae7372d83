package io.hvflow.conformance.report;

import io.hvflow.conformance.suite.Explored;
import io.hvflow.conformance.suite.FailingSchedule;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Pace;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes of what the shards of a run found what the run alone would have found. */
public final class Merging {
    private final List<SuiteResult> shards;

    private Merging(List<SuiteResult> shards) {
        this.shards = shards;
    }

    /** The shards that are needed for a whole and are not there, as text. */
    static List<String> missing(List<SuiteResult> shards) {
        int of = shards.getFirst().settings().shard().of();
        List<Integer> there =
                shards.stream().map(it -> it.settings().shard().number()).toList();
        return IntStream.rangeClosed(1, of)
                .filter(number -> !there.contains(number))
                .mapToObj(number -> new Shard(number, of).toString())
                .toList();
    }

    /**
     * One result of all shards of a run, at least one.
     *
     * @throws IllegalArgumentException if they are not of one run, or one is there twice
     */
    public static SuiteResult merge(List<SuiteResult> shards) {
        checkAlike("numbers of shards", shards, it -> it.settings().shard().of());
        checkAlike("suites", shards, it -> it.environment().suite());
        checkAlike("seeds", shards, it -> it.settings().seed());
        checkAlike("--tries", shards, it -> it.settings().tries());
        checkAlike("--schedules", shards, it -> it.settings().schedules());
        checkAlike("rules", shards, it -> it.rules().stream().map(Rule::id).toList());
        checkAlike(
                "targets",
                shards,
                it -> it.targets().stream().map(TargetResult::target).toList());
        Map<Shard, Long> counts = shards.stream()
                .collect(Collectors.groupingBy(it -> it.settings().shard(), Collectors.counting()));
        counts.forEach((shard, count) -> {
            if (count > 1) {
                throw new IllegalArgumentException("shard " + shard + " is there " + count + " times");
            }
        });
        List<SuiteResult> ordered = shards.stream()
                .sorted(Comparator.comparingInt(it -> it.settings().shard().number()))
                .toList();
        return new Merging(ordered).whole();
    }

    private static void checkAlike(String what, List<SuiteResult> shards, Function<SuiteResult, Object> of) {
        List<Object> values = shards.stream().map(of).distinct().toList();
        if (values.size() > 1) {
            throw new IllegalArgumentException("these are shards of several runs: their " + what + " are " + values);
        }
    }

    private SuiteResult whole() {
        SuiteResult first = shards.getFirst();
        List<TargetResult> targets = new ArrayList<>();
        for (int i = 0; i < first.targets().size(); i++) {
            int target = i;
            targets.add(
                    target(shards.stream().map(it -> it.targets().get(target)).toList()));
        }
        Pace slowest = shards.stream()
                .map(it -> it.settings().pace())
                .max(Comparator.comparingDouble(Pace::times))
                .orElseThrow();
        Settings settings =
                slowest.equals(Pace.USUAL) ? first.settings() : first.settings().pace(slowest);
        return new SuiteResult(
                first.environment(), settings.shard(Shard.WHOLE), first.rules(), gaps(), targets, first.options());
    }

    /** Those of the contract, and a shard that is missing: the whole is none without it. */
    private List<String> gaps() {
        List<String> gaps = new ArrayList<>(shards.getFirst().gaps());
        missing(shards).forEach(shard -> gaps.add("shard " + shard + " is missing"));
        return gaps;
    }

    private TargetResult target(List<TargetResult> parts) {
        TargetResult first = parts.getFirst();
        for (int i = 0; i < parts.size(); i++) {
            Optional<String> why = parts.get(i).unavailable();
            if (why.isPresent()) {
                String where = parts.stream().allMatch(it -> it.unavailable().isPresent())
                        ? ""
                        : "in shard " + shards.get(i).settings().shard() + ": ";
                return new TargetResult(
                        first.target(),
                        first.device(),
                        first.farEnd(),
                        first.capabilities(),
                        Optional.of(where + why.get()),
                        List.of(),
                        Duration.ZERO);
            }
        }
        List<RuleResult> results = new ArrayList<>();
        for (int i = 0; i < first.results().size(); i++) {
            int rule = i;
            results.add(rule(parts.stream().map(it -> it.results().get(rule)).toList()));
        }
        Duration duration = parts.stream().map(TargetResult::duration).reduce(Duration.ZERO, Duration::plus);
        return new TargetResult(
                first.target(),
                first.device(),
                first.farEnd(),
                first.capabilities(),
                Optional.empty(),
                results,
                duration);
    }

    private static RuleResult rule(List<RuleResult> parts) {
        List<RuleResult> found =
                parts.stream().filter(it -> it.verdict() != Verdict.ELSEWHERE).toList();
        if (found.size() < 2) {
            return found.isEmpty() ? parts.getFirst() : found.getFirst();
        }
        // Several shards have schedules of one simulated rule. Alone, the first that fails would have ended it.
        return found.stream()
                .filter(it -> it.verdict() == Verdict.FAIL)
                .min(Comparator.comparingInt(Merging::schedule))
                .or(() -> found.stream()
                        .filter(it -> it.verdict() != Verdict.PASS)
                        .findFirst())
                .orElseGet(() -> RuleResult.of(found.getFirst().rule(), List.of(passed(found))));
    }

    private static int schedule(RuleResult failed) {
        return failed.failures().stream()
                .flatMap(it -> it.schedule().stream())
                .mapToInt(FailingSchedule::number)
                .min()
                .orElse(0);
    }

    private static TrialResult passed(List<RuleResult> results) {
        SortedMap<String, Integer> marks = new TreeMap<>();
        Explored explored = Explored.NOTHING;
        Duration duration = Duration.ZERO;
        List<TrialResult> trials =
                results.stream().flatMap(it -> it.trials().stream()).toList();
        for (TrialResult trial : trials) {
            trial.marks().forEach((name, count) -> marks.merge(name, count, Integer::sum));
            explored = explored.with(trial.explored());
            duration = duration.plus(trial.duration());
        }
        return TrialResult.passed(trials.getFirst().threads(), marks, explored, duration);
    }
}
