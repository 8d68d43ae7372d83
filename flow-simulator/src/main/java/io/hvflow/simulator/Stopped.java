package io.hvflow.simulator;

/** Ends an actor that the run does not need any more, from wherever it waits. No failure of anything. */
final class Stopped extends Error {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super("the simulation has ended", null, false, false);
    }
}
