package io.hvflow.conformance;

import java.util.List;

/** The rules on connecting and listening. */
final class ConnectingRules {
    private ConnectingRules() {}

    static List<Rule> rules() {
        return List.of();
    }
}
