package io.hvflow.conformance;

/** Ends a trial whose rule asks nothing of this target; the message says why. */
final class NotApplicable extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotApplicable(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
