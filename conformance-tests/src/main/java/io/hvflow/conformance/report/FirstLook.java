package io.hvflow.conformance.report;

import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the reader of a report is to look at first: the causes of what targets break. Targets that break the contract alike are
 * put together.
 *
 * @param targets the targets, at least one
 * @param causes of the first of them; the others have the same rules to look at first
 */
record FirstLook(List<TargetResult> targets, List<Cause> causes) {
    FirstLook {
        targets = List.copyOf(targets);
        causes = List.copyOf(causes);
    }

    /** Of all targets that break rules in ways that are not known; in their order. */
    static List<FirstLook> of(SuiteResult suite) {
        Map<List<String>, List<TargetResult>> alike = new LinkedHashMap<>();
        for (TargetResult target : suite.targets()) {
            List<String> firsts = Cause.of(target.results()).stream()
                    .map(cause -> cause.first().rule().id())
                    .toList();
            if (!firsts.isEmpty()) {
                alike.computeIfAbsent(firsts, same -> new ArrayList<>()).add(target);
            }
        }
        return alike.values().stream()
                .map(targets ->
                        new FirstLook(targets, Cause.of(targets.getFirst().results())))
                .toList();
    }

    /** In a line. */
    String headline() {
        int rules = targets.stream().mapToInt(FirstLook::broken).max().orElse(0);
        String names = targets.stream().map(TargetResult::target).collect(Collectors.joining(", "));
        return names
                + (targets.size() == 1 ? " breaks " : " break up to ")
                + (rules == 1 ? "1 rule" : rules + " rules, probably for " + reasons());
    }

    private static int broken(TargetResult target) {
        return (int) target.count(Verdict.FAIL);
    }

    private String reasons() {
        return causes.size() == 1 ? "1 reason" : causes.size() + " reasons";
    }

    /** The rules to look at, in a line. */
    String rules() {
        return causes.stream().map(cause -> cause.first().rule().id()).collect(Collectors.joining(", "));
    }

    /** The ids of the rules that fail with the cause's first. */
    static String others(Cause cause) {
        return cause.others().stream().map(it -> it.rule().id()).collect(Collectors.joining(" "));
    }
}
