package io.hvflow.conformance;

import java.util.List;

/** The rules on half-close. */
final class HalfCloseRules {
    private HalfCloseRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
