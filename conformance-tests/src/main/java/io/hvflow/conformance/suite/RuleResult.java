package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Rule;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a target stands with a rule.
 *
 * @param rule the rule
 * @param verdict the verdict
 * @param reason why, unless it passed; the first line says it in short
 * @param trials the runs, one for each kind of threads
 * @param duration how long they took together
 */
public record RuleResult(Rule rule, Verdict verdict, String reason, List<TrialResult> trials, Duration duration) {
    public RuleResult {
        trials = List.copyOf(trials);
    }

    /** Fails if a trial failed, and then says on which threads; is not applicable if no trial applied. */
    public static RuleResult of(Rule rule, List<TrialResult> trials) {
        Duration duration = trials.stream().map(TrialResult::duration).reduce(Duration.ZERO, Duration::plus);
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.NOT_APPLICABLE)) {
            List<TrialResult> such =
                    trials.stream().filter(trial -> trial.verdict() == verdict).toList();
            if (!such.isEmpty()) {
                return new RuleResult(rule, verdict, reason(such, trials.size()), trials, duration);
            }
        }
        return new RuleResult(rule, Verdict.PASS, "", trials, duration);
    }

    /** Of a rule that another shard has. */
    static RuleResult elsewhere(Rule rule) {
        return new RuleResult(rule, Verdict.ELSEWHERE, "another shard has it", List.of(), Duration.ZERO);
    }

    private static String reason(List<TrialResult> such, int trials) {
        String message = such.getFirst().message();
        if (trials == 1 || such.getFirst().verdict() != Verdict.FAIL) {
            return message;
        }
        String kinds = such.stream().map(trial -> trial.threads().toString()).collect(Collectors.joining(" and "));
        return "on " + kinds + " threads: " + message;
    }

    /** The same trials, seen differently. */
    public RuleResult as(Verdict other, String why) {
        return new RuleResult(rule, other, why, trials, duration);
    }

    /** The trials that failed. */
    public List<TrialResult> failures() {
        return trials.stream().filter(trial -> trial.verdict() == Verdict.FAIL).toList();
    }
}
