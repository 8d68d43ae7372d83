package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Shard;
import java.util.List;
import java.util.stream.Stream;

/** How a rule and a target stand. */
public enum Verdict {
    /** The target keeps the rule. */
    PASS("PASS"),
    /** The target breaks it. */
    FAIL("FAIL"),
    /** The target breaks it as its device is known to: see {@link Deviations}. */
    DEVIATES("DEVIATES"),
    /** An unexpected pass: the target keeps it, though its device is known to break it. What is known is out of date. */
    XPASS("XPASS"),
    /** The rule asks nothing of this target, and the report says why. */
    NOT_APPLICABLE("N/A"),
    /** Another {@link Shard} of the run has the rule. */
    ELSEWHERE("-"),
    /** The target cannot run on this machine. */
    UNAVAILABLE("UNAVAILABLE");

    /** Those that a rule can have on a target that ran, in the order of reports. */
    public static final List<Verdict> OF_RULES = List.of(PASS, FAIL, DEVIATES, XPASS, NOT_APPLICABLE);

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** The verdict that a report writes so, also one of before an unexpected pass was called {@code XPASS}. */
    public static Verdict of(String text) {
        return Stream.of(values())
                .filter(verdict -> verdict.text.equals(text.equals("HEALED") ? XPASS.text : text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no verdict is " + text));
    }

    /** Whether a report tells what was found: the rule is broken, expectedly or not. */
    public boolean broken() {
        return this == FAIL || this == DEVIATES;
    }

    /** Whether a report has a sentence about it besides what was found. */
    public boolean explained() {
        return this == DEVIATES || this == XPASS || this == NOT_APPLICABLE;
    }

    @Override
    public String toString() {
        return text;
    }
}
