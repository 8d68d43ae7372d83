package io.hvflow.spi;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowResetException;
import java.io.IOException;

/** The failure that ended a direction of a flow, kept to be told again at every later call (R6, W10). */
record Broken(FlowException failure) {

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
        String reason = "the flow failed before: " + failure.getMessage();
        FlowException later = switch (failure) {
            case FlowClosedException closed -> new FlowClosedException(operation, peer, reason, nativeError);
            case FlowResetException reset -> new FlowResetException(operation, peer, reason, nativeError);
            default -> new FlowException(operation, peer, reason, nativeError);
        };
        later.initCause(failure);
        return later;
    }
}
