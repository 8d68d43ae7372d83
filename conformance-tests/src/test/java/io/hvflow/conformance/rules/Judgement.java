package io.hvflow.conformance.rules;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.zoo.WrongFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the suite finds of a wrong flow.
 *
 * @param wrong the flow
 * @param results the verdicts of the rules that were run, by their ids
 */
record Judgement(WrongFlow wrong, Map<String, RuleResult> results) {
    Judgement {
        results = Map.copyOf(results);
    }

    Optional<Verdict> verdict(String rule) {
        return Optional.ofNullable(results.get(rule)).map(RuleResult::verdict);
    }

    /** The rules that failed, in the order of the contract. */
    List<String> failed() {
        return Contract.ids().stream()
                .filter(rule -> verdict(rule).filter(Verdict.FAIL::equals).isPresent())
                .toList();
    }

    /** In which ways this is not what the wrong flow is there for: a sentence for each. */
    List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        for (String rule : wrong.fails()) {
            if (!failed().contains(rule)) {
                mistakes.add(rule + " does not see that " + wrong.defect());
            }
        }
        for (String rule : failed()) {
            // A storm makes all calls: it may see whatever is wrong.
            if (!rule.equals("T7")
                    && !wrong.fails().contains(rule)
                    && !wrong.mayFail().contains(rule)) {
                mistakes.add(rule + " has nothing to do with it but fails: "
                        + results.get(rule).reason());
            }
        }
        return mistakes;
    }

    /** What the rule said, in a line. */
    String reason(String rule) {
        return results.get(rule).reason().lines().findFirst().orElse("");
    }
}
