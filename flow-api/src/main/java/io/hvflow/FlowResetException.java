package io.hvflow;

import org.jspecify.annotations.Nullable;

/**
 * The stream broke: the peer aborted, the transport was reset (a migrated or restored machine), or framed data was cut
 * short (R5). Bytes in flight in either direction may be lost. Connect anew to go on.
 */
public class FlowResetException extends FlowException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     */
    public FlowResetException(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        super(operation, address, reason, nativeError);
    }
}
