package io.hvflow.conformance;

import java.util.List;

/** The rules on closing. */
final class ClosingRules {
    private ClosingRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
