package io.hvflow.conformance;

/** How a rule and a target stand. */
enum Verdict {
    /** The target keeps the rule. */
    PASS("PASS"),
    /** The target breaks it. */
    FAIL("FAIL"),
    /** The rule asks nothing of this target, and the report says why. */
    NOT_APPLICABLE("N/A"),
    /** The target cannot run on this machine. */
    UNAVAILABLE("UNAVAILABLE");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
