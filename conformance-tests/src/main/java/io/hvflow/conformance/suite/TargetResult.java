package io.hvflow.conformance.suite;

import io.hvflow.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a target stands with the contract.
 *
 * @param target its name
 * @param device what carries its flows, if it says so
 * @param farEnd who has its far end, if not the suite's own process
 * @param capabilities what it declares
 * @param unavailable why it could not run, if so; then there are no results
 * @param results a result for each rule that was run, in the order of the contract
 * @param duration how long it took
 */
public record TargetResult(
        String target,
        Optional<String> device,
        Optional<String> farEnd,
        Set<Capability> capabilities,
        Optional<String> unavailable,
        List<RuleResult> results,
        Duration duration) {
    /** For a target with both ends in the suite's own process. */
    public TargetResult(
            String target,
            Optional<String> device,
            Set<Capability> capabilities,
            Optional<String> unavailable,
            List<RuleResult> results,
            Duration duration) {
        this(target, device, Optional.empty(), capabilities, unavailable, results, duration);
    }

    public TargetResult {
        capabilities = Set.copyOf(capabilities);
        results = List.copyOf(results);
    }

    public long count(Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    /** How often its rules' schedules came by what is rare, by name; empty unless it is simulated. */
    public SortedMap<String, Integer> marks() {
        SortedMap<String, Integer> all = new TreeMap<>();
        results.stream()
                .flatMap(result -> result.trials().stream())
                .forEach(trial -> trial.marks().forEach((name, count) -> all.merge(name, count, Integer::sum)));
        return all;
    }

    public boolean conformant() {
        return asExpected() && count(Verdict.DEVIATES) == 0;
    }

    /** Whether it breaks no rule but those that its device is known to break, and all of those. */
    public boolean asExpected() {
        return unavailable.isEmpty() && !results.isEmpty() && count(Verdict.FAIL) == 0 && count(Verdict.XPASS) == 0;
    }

    /** In a word or two: the verdict line of the report. */
    public String standing() {
        if (unavailable.isPresent()) {
            return "UNAVAILABLE";
        }
        if (conformant()) {
            return "CONFORMANT";
        }
        return asExpected() ? "AS EXPECTED" : "NOT CONFORMANT";
    }
}
