package io.hvflow.simulator;

import org.jspecify.annotations.Nullable;

/**
 * A verdict, and whose it is.
 *
 * @param verdict anything but a pass
 * @param fault the rule that said so
 */
record Ruling(Verdict verdict, Fault fault) {

    /** Whether it does more than to cut and to delay, which happen all the time. */
    boolean interferes() {
        return !(verdict instanceof Verdict.AtMost
                || verdict instanceof Verdict.Delay
                || verdict instanceof Verdict.Pace);
    }

    /** What it makes of an event, in a line. */
    String text(Event event) {
        return fault.label() + " makes it " + String.valueOf(verdict).replace("[]", "") + ": " + event;
    }

    /** What is to happen where a ruling may be missing. */
    static Verdict verdictOf(@Nullable Ruling ruling) {
        return ruling == null ? Verdict.PASS : ruling.verdict();
    }

    /** What to throw where {@code verdict} is none of the event's answers. */
    static IllegalStateException notUnderstood(Event event, @Nullable Ruling ruling) {
        if (ruling == null) {
            throw new AssertionError(event);
        }
        return ruling.misunderstood(event);
    }

    IllegalStateException misunderstood(Event event) {
        return new IllegalStateException(fault + " answered " + verdict + " to " + event
                + ", which does not understand it; the Javadoc of each Event names its answers");
    }
}
