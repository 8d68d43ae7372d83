package io.hvflow;

import org.jspecify.annotations.Nullable;

/**
 * No provider can serve the address on this machine (L9). The message lists every provider and why it cannot.
 */
public class FlowUnsupportedException extends FlowException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     */
    public FlowUnsupportedException(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        super(operation, address, reason, nativeError);
    }
}
