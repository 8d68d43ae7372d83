package io.hvflow;

import org.jspecify.annotations.Nullable;

/**
 * The flow or listener no longer does what was asked: this end closed or shut down that direction, or the peer closed
 * or shut down reading (W9, H3, H7, C4, C6, L5). Orderly: nothing that the peer sent before is lost by it.
 */
public class FlowClosedException extends FlowException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     */
    public FlowClosedException(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        super(operation, address, reason, nativeError);
    }
}
