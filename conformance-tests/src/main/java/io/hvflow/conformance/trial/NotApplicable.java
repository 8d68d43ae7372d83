package io.hvflow.conformance.trial;

/** Ends a trial whose rule asks nothing of this target; the message says why. */
public final class NotApplicable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotApplicable(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
