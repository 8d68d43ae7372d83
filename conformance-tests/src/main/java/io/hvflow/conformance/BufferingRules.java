package io.hvflow.conformance;

import java.util.List;

/** The rules on buffering. */
final class BufferingRules {
    private BufferingRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
