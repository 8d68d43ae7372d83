package io.hvflow.conformance.agent.wire;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.NativeError;
import io.hvflow.conformance.text.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a call failed at the far end, as fields, so that the near end can throw the same.
 *
 * @param type the kind of failure
 * @param operation what was attempted
 * @param address the address that it concerns; empty if none
 * @param reason what went wrong
 * @param nativeName the system's own name of it; empty if none
 * @param nativeNumber its number
 * @param bytes the count that the exception tells of
 * @param moved how far the call's buffers had got
 */
public record Failure(
        String type,
        String operation,
        String address,
        String reason,
        String nativeName,
        int nativeNumber,
        long bytes,
        long moved) {

    /** What the far end did not attempt, since a limit of the agent's is reached or it does not know the flow. */
    static final String REFUSED_BY_AGENT = "agent";

    public static Failure of(Throwable e, long moved) {
        return switch (e) {
            case FlowException flow -> ofFlow(flow, moved);
            case InterruptedIOException interrupted ->
                simple("interrupted", text(interrupted), interrupted.bytesTransferred, moved);
            case AgentRefusal refusal -> simple(REFUSED_BY_AGENT, text(refusal), 0, moved);
            case IOException io -> simple("io", io.toString(), 0, moved);
            case IllegalArgumentException argument -> simple("argument", text(argument), 0, moved);
            default -> simple("unexpected", e.toString(), 0, moved);
        };
    }

    private static Failure simple(String type, String reason, long bytes, long moved) {
        return new Failure(type, "", "", reason, "", 0, bytes, moved);
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static Failure ofFlow(FlowException e, long moved) {
        String type = switch (e) {
            case FlowClosedException it -> "closed";
            case FlowResetException it -> "reset";
            case FlowRefusedException it -> "refused";
            case FlowTimeoutException it -> "timeout";
            case FlowAddressException it -> "address";
            case FlowUnsupportedException it -> "unsupported";
            default -> "flow";
        };
        String address = e.address().map(FlowAddress::toString).orElse("");
        String head = e.operation() + (address.isEmpty() ? "" : " " + address) + ": ";
        String tail = e.nativeError().map(error -> " (" + error + ")").orElse("");
        return new Failure(
                type,
                e.operation(),
                address,
                between(text(e), head, tail),
                e.nativeError().map(NativeError::name).orElse(""),
                e.nativeError().map(NativeError::number).orElse(0),
                e instanceof FlowTimeoutException timeout ? timeout.bytes() : 0,
                moved);
    }

    /** The reason alone: the exception that is made of it at the near end puts the rest around it again. */
    private static String between(String message, String head, String tail) {
        boolean whole =
                message.startsWith(head) && message.endsWith(tail) && message.length() >= head.length() + tail.length();
        return whole ? message.substring(head.length(), message.length() - tail.length()) : message;
    }

    public void write(FieldWriter out) {
        out.text(type)
                .text(operation)
                .text(address)
                .text(reason)
                .text(nativeName)
                .u32(nativeNumber)
                .i64(bytes)
                .i64(moved);
    }

    public static Failure read(FieldReader in) throws ProtocolException {
        Failure failure = new Failure(word(in), word(in), in.text(), word(in), word(in), in.u32(), in.i64(), in.i64());
        in.end();
        return failure;
    }

    /** The other side's words come into exceptions, which anybody may print. An address has its own escapes. */
    private static String word(FieldReader in) throws ProtocolException {
        return Printable.line(in.text());
    }

    /**
     * What the near end throws.
     *
     * @param refused makes what is thrown where the agent itself refused, of its reason
     * @throws ProtocolException if this is no failure that the protocol knows
     */
    public Exception toException(Function<String, ? extends Exception> refused) throws ProtocolException {
        FlowAddress about = parsedAddress();
        NativeError error = nativeName.isEmpty() ? null : new NativeError(nativeName, nativeNumber);
        return switch (type) {
            case "closed" -> new FlowClosedException(operation, about, reason, error);
            case "reset" -> new FlowResetException(operation, about, reason, error);
            case "refused" -> new FlowRefusedException(operation, about, reason, error);
            case "timeout" -> new FlowTimeoutException(operation, about, reason, error, bytes);
            case "address" -> new FlowAddressException(operation, about, reason, error);
            case "unsupported" -> new FlowUnsupportedException(operation, about, reason, error);
            case "flow" -> new FlowException(operation, about, reason, error);
            case "interrupted" -> {
                InterruptedIOException interrupted = new InterruptedIOException(reason);
                interrupted.bytesTransferred = (int) bytes;
                yield interrupted;
            }
            case "io" -> new IOException("at the far end: " + reason);
            case "argument" -> new IllegalArgumentException(reason);
            case "unexpected" -> new IllegalStateException("the far end failed with " + reason);
            case REFUSED_BY_AGENT -> refused.apply(reason);
            default -> throw new ProtocolException("a failure is of the unknown type \"" + type + "\"");
        };
    }

    private @Nullable FlowAddress parsedAddress() throws ProtocolException {
        try {
            return address.isEmpty() ? null : FlowAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("a failure is about no address: " + e.getMessage());
        }
    }
}
