package io.hvflow.conformance.trial;

import org.jspecify.annotations.Nullable;

/** What must happen did not, as long as it was waited for. */
public final class Hang extends AssertionError {
    private static final long serialVersionUID = 1;

    private final @Nullable String thread;

    public Hang(String message) {
        super(message);
        this.thread = null;
    }

    Hang(String message, String thread, Throwable where) {
        super(message, where);
        this.thread = thread;
    }

    /** The thread that did not end, as the trace calls it; null if it is no thread that was waited for. */
    @Nullable
    String thread() {
        return thread;
    }
}
