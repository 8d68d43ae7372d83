package io.hvflow;

import org.jspecify.annotations.Nullable;

/**
 * The time allowed for a call has passed. A flow stays usable after a read or write that timed out (R14, W12); after
 * {@code connect} nothing is left behind (L6); after {@code close} everything is freed all the same (C3).
 */
public class FlowTimeoutException extends FlowException {
    private static final long serialVersionUID = 1;

    /** How far the call came. */
    private final long bytes;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     * @param bytes see {@link #bytes}
     */
    public FlowTimeoutException(
            String operation,
            @Nullable FlowAddress address,
            String reason,
            @Nullable NativeError nativeError,
            long bytes) {
        super(operation, address, reason, nativeError);
        this.bytes = bytes;
    }

    /**
     * How far the call came.
     *
     * @return for a read, the bytes already put into the caller's buffer; for a write, the bytes accepted (W12); for
     *     close, the accepted bytes that never reached the transport (C3); 0 for any other call
     */
    public long bytes() {
        return bytes;
    }
}
