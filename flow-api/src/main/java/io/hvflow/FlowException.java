package io.hvflow;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a flow, of a listener, or of the attempt to make one. Its message says what was attempted, on which
 * address, what the system said, and where possible what can be done. The subtypes are what a program can act on; this
 * type itself is thrown where the system reports something that none of them covers.
 */
public class FlowException extends IOException {
    private static final long serialVersionUID = 1;

    /** What was attempted. */
    private final String operation;

    /** What went wrong. */
    private final String reason;

    private final transient @Nullable FlowAddress address;
    private final transient @Nullable NativeError nativeError;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb: {@code connect}, {@code read}, ...
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     */
    public FlowException(String operation, @Nullable FlowAddress address, String reason) {
        this(operation, address, reason, null);
    }

    /**
     * Makes a failure that the system has named.
     *
     * @param operation what was attempted, as a verb
     * @param address the address that it concerns, where there is one
     * @param reason what went wrong and what can be done, without a full stop
     * @param nativeError the system's own error, where there is one
     */
    public FlowException(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        super(message(operation, address, reason, nativeError));
        this.operation = operation;
        this.reason = reason;
        this.address = address;
        this.nativeError = nativeError;
    }

    private static String message(
            String operation, @Nullable FlowAddress address, String reason, @Nullable NativeError nativeError) {
        StringBuilder text = new StringBuilder(operation);
        if (address != null) {
            text.append(' ').append(address);
        }
        text.append(": ").append(reason);
        if (nativeError != null) {
            text.append(" (").append(nativeError).append(')');
        }
        return text.toString();
    }

    /**
     * What was attempted.
     *
     * @return a verb: {@code connect}, {@code listen}, {@code accept}, {@code read}, {@code write}, {@code close}
     */
    public String operation() {
        return operation;
    }

    /**
     * What went wrong, and where possible what can be done: the message without operation, address and the system's
     * error.
     *
     * @return text without a full stop
     */
    public String reason() {
        return reason;
    }

    /**
     * The address that the failure concerns.
     *
     * @return the address; empty where there is none, or after serialization
     */
    public Optional<FlowAddress> address() {
        return Optional.ofNullable(address);
    }

    /**
     * The system's own error.
     *
     * @return name and number; empty where no system call failed, or after serialization
     */
    public Optional<NativeError> nativeError() {
        return Optional.ofNullable(nativeError);
    }
}
