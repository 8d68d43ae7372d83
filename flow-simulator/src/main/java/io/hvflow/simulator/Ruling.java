package io.hvflow.simulator;

/**
 * A verdict, and whose it is.
 *
 * @param verdict anything but a pass
 * @param fault the rule that said so
 */
record Ruling(Verdict verdict, Fault fault) {

    IllegalStateException misunderstood(Event event) {
        return new IllegalStateException(fault + " answered " + verdict + " to " + event
                + ", which does not understand it; the Javadoc of each Event names its answers");
    }
}
