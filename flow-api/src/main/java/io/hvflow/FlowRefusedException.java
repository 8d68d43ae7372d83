package io.hvflow;

import org.jspecify.annotations.Nullable;

/**
 * Nobody listens at the address, or its queue is full (L1). Another attempt may succeed once the peer listens. The
 * system's own error differs by transport: AF_VSOCK says {@code ECONNRESET} where others say {@code ECONNREFUSED}.
 */
public class FlowRefusedException extends FlowException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     */
    public FlowRefusedException(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        super(operation, address, reason, nativeError);
    }
}
