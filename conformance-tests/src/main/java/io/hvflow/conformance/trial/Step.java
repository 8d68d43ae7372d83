package io.hvflow.conformance.trial;

/**
 * One operation on a flow as a trial saw it.
 *
 * @param thread who called
 * @param flow which end was called
 * @param operation what was asked
 * @param begin when, in nanoseconds since the trial began
 * @param end when it was answered; {@link #PENDING} if it never was
 * @param outcome what was answered; empty while pending
 * @param failed whether that was an exception
 */
public record Step(String thread, String flow, String operation, long begin, long end, String outcome, boolean failed) {

    /** The end of a step that has none. */
    public static final long PENDING = -1;

    /** Which call that is. */
    String call() {
        return call(operation);
    }

    static String call(String operation) {
        return operation.substring(0, operation.indexOf('('));
    }

    public boolean pending() {
        return end == PENDING;
    }
}
