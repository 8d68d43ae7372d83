package io.hvflow.conformance.trial;

/** A property that does not hold: the smallest value that shows it, and the seed that finds it again. */
public final class PropertyFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private final long seed;
    private final transient Trace.Recording recording;

    PropertyFailure(String smallest, String found, int tried, long seed, Trace.Recording recording, Throwable failure) {
        super(message(smallest, found, tried, failure), failure);
        this.seed = seed;
        this.recording = recording;
    }

    private static String message(String smallest, String found, int tried, Throwable failure) {
        String what = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String from = smallest.equals(found) ? "" : "\n  shrunk from: " + found;
        return what + "\n  for: " + smallest + from + "\n  found by try " + tried;
    }

    /** With this seed the first try is the one that failed. */
    public long seed() {
        return seed;
    }

    /** What happened in the run with the smallest value. */
    public Trace.Recording recording() {
        return recording;
    }
}
