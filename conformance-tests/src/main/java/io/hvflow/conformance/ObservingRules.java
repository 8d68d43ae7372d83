package io.hvflow.conformance;

import java.util.List;

/** The rules on observing. */
final class ObservingRules {
    private ObservingRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
