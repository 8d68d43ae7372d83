package io.hvflow.conformance.rules;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.trial.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every rule that the suite checks, in the order of the contract. */
public final class Rules {
    private static final List<String> IDS = Contract.ids();

    private Rules() {}

    public static List<Rule> all() {
        return Stream.of(
                        ReadingRules.rules(),
                        WritingRules.rules(),
                        HalfCloseRules.rules(),
                        ClosingRules.rules(),
                        BufferingRules.rules(),
                        ConnectingRules.rules(),
                        ConcurrencyRules.rules(),
                        ObservingRules.rules(),
                        WholeCallChecks.rules(),
                        TurnChecks.rules(),
                        ForeignChecks.rules(),
                        BrokenProviderChecks.rules(Library.REAL),
                        SocketFileChecks.rules(),
                        AnyThrowableChecks.rules())
                .flatMap(List::stream)
                .map(ForeignChecks.added())
                .sorted(Comparator.comparingInt(rule -> IDS.indexOf(rule.id())))
                .toList();
    }

    /**
     * How the rules differ from the contract, which must be in nothing.
     *
     * @return a sentence for each rule that is missing or there twice
     */
    public static List<String> gaps(List<Rule> rules) {
        Map<String, Integer> counts = new HashMap<>();
        rules.forEach(rule -> counts.merge(rule.id(), 1, Integer::sum));
        List<String> gaps = new ArrayList<>();
        for (String id : IDS) {
            int count = counts.getOrDefault(id, 0);
            if (count != 1) {
                gaps.add(id + (count == 0 ? " is not checked" : " is checked by " + count + " rules"));
            }
        }
        return gaps;
    }
}
