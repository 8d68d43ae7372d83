package io.hvflow.spi;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowResetException;
import java.io.IOException;

/** The failure that ended a direction of a flow, kept for every later call to report again (R6, W10). */
record Broken(FlowException failure) {
    private static final String BEFORE = "the flow failed before, in ";

    /** Keeps what a socket threw; a failure that is not typed becomes a {@link FlowException}. */
    static Broken by(String operation, FlowAddress peer, IOException thrown) {
        if (thrown instanceof FlowException typed) {
            return new Broken(typed);
        }
        FlowException wrapped = new FlowException(operation, peer, String.valueOf(thrown.getMessage()));
        wrapped.initCause(thrown);
        return new Broken(wrapped);
    }

    /** The same failure for a call that came later, with that call's own stack trace. */
    FlowException again(String operation, FlowAddress peer) {
        var nativeError = failure.nativeError().orElse(null);
        // One that was reported again already says so, and of which operation: once is enough.
        String reason = failure.reason().startsWith(BEFORE)
                ? failure.reason()
                : BEFORE + failure.operation() + ": " + failure.reason();
        FlowException later = switch (failure) {
            case FlowClosedException closed -> new FlowClosedException(operation, peer, reason, nativeError);
            case FlowResetException reset -> new FlowResetException(operation, peer, reason, nativeError);
            default -> new FlowException(operation, peer, reason, nativeError);
        };
        later.initCause(failure);
        return later;
    }
}
