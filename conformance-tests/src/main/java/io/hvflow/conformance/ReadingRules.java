package io.hvflow.conformance;

import java.util.List;

/** The rules on reading. */
final class ReadingRules {
    private ReadingRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
