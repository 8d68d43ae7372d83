package io.hvflow.conformance;

import java.util.List;

/** The rules on writing. */
final class WritingRules {
    private WritingRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
