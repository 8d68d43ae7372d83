package io.hvflow;

import org.jspecify.annotations.Nullable;

/**
 * The address cannot be used here: taken, not local, not permitted, too long, no such machine (L3). The message says
 * which.
 */
public class FlowAddressException extends FlowException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     */
    public FlowAddressException(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        super(operation, address, reason, nativeError);
    }
}
