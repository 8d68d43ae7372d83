package io.hvflow.conformance;

/** What must happen did not, as long as it was waited for. */
final class Hang extends AssertionError {
    private static final long serialVersionUID = 1;

    Hang(String message) {
        super(message);
    }

    Hang(String message, Throwable where) {
        super(message, where);
    }
}
