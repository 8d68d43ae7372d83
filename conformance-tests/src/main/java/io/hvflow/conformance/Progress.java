package io.hvflow.conformance;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A line on the terminal that tells how far the suite is, while it runs. */
final class Progress {
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean shown;

    private Progress(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /** On the standard error stream if a person looks, else nowhere. */
    static Progress onTerminal() {
        return new Progress(System.err, Ansi.detect() == Ansi.ON);
    }

    /** What to call with each result of a target. */
    Consumer<RuleResult> of(Target target, int rules) {
        AtomicInteger done = new AtomicInteger();
        return result -> show(target.name() + ": " + done.incrementAndGet() + " of " + rules + " rules, "
                + result.rule().id() + " " + result.verdict());
    }

    void end() {
        show("");
    }

    private void show(String text) {
        if (shown) {
            out.print(CLEAR + text);
            out.flush();
        }
    }
}
