package io.hvflow.conformance;

import java.util.List;

/** The rules on concurrency. */
final class ConcurrencyRules {
    private ConcurrencyRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
