package io.hvflow.engine;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowResetException;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;

/** The failure that ended a direction of a flow, kept for every later call to report again (R6, W10). */
record Broken(FlowException failure) {
    private static final String BEFORE = "the flow failed before, in ";

    /** For when there is no memory left, or no stack, to say more. */
    private static final Broken UNTOLD =
            new Broken(new FlowException("use", null, "the flow failed, and there was no memory left to say why"));

    /**
     * Keeps what a call threw; a failure that is not typed becomes a {@link FlowException}. Throws nothing itself, as the one that
     * asks has a direction to end.
     */
    static Broken by(String operation, StreamSocket socket, Throwable thrown) {
        try {
            if (thrown instanceof FlowException typed) {
                return new Broken(typed);
            }
            String reason = thrown instanceof IOException && thrown.getMessage() != null
                    ? thrown.getMessage()
                    : thrown.toString();
            FlowException wrapped = new FlowException(operation, socket.remoteAddress(), reason);
            wrapped.initCause(thrown);
            return new Broken(wrapped);
        } catch (Throwable noMemory) {
            return UNTOLD;
        }
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
