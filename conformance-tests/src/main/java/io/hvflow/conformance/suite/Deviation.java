package io.hvflow.conformance.suite;

import io.hvflow.conformance.Target;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rule that a real device is known to break: not a defect of the flow, and no reason to fail as long as it stands.
 *
 * @param target the column in which it shows
 * @param device which devices have it: all parts, between commas, must be among those of {@link Target#device()}; {@code *}
 *     at the end of a part stands for anything
 * @param rule the rule's id
 * @param always whether it shows in every run; one that is a race may also be missed
 * @param seen what the ends of the flow see, byte by byte
 * @param reference who else has described it, if anybody
 */
record Deviation(
        String target, List<String> device, String rule, boolean always, String seen, Optional<String> reference) {

    Deviation {
        Objects.requireNonNull(target, "target");
        device = List.copyOf(device);
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(seen, "seen");
    }

    /** Whether a target of that name, on that device, is expected to break the rule. */
    boolean concerns(String name, Optional<String> carrier, String ruleId) {
        if (!target.equals(name) || !rule.equals(ruleId)) {
            return false;
        }
        List<String> parts = parts(carrier.orElse(""));
        return device.stream().allMatch(part -> {
            Pattern pattern = pattern(part);
            return parts.stream().anyMatch(it -> pattern.matcher(it).matches());
        });
    }

    static List<String> parts(String device) {
        return Pattern.compile(",").splitAsStream(device).map(String::strip).toList();
    }

    private static Pattern pattern(String part) {
        boolean open = part.endsWith("*");
        String exact = open ? part.substring(0, part.length() - 1) : part;
        return Pattern.compile(Pattern.quote(exact) + (open ? ".*" : ""));
    }

    /** For a report: what is seen, and where to read on. */
    String text() {
        return seen + reference.map(it -> " (" + it + ")").orElse("");
    }
}
