package io.hvflow.conformance;

/** Runs the suite from the command line. */
public final class Main {
    private Main() {}

    /**
     * Runs the suite.
     *
     * @param args the options
     */
    public static void main(String[] args) {
        System.out.println("no rules yet");
    }
}
