package io.hvflow.conformance.report;

import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A recording as lines of text: when, who, which end, what, and what came of it. */
final class StepText {
    private static final int MAX_LINES = 40;

    private StepText() {}

    static List<String> lines(Trace.Recording recording) {
        Excerpt excerpt = Excerpt.of(recording, MAX_LINES);
        List<String> lines = new ArrayList<>();
        if (excerpt.others() > 0) {
            lines.add("          ... " + excerpt.others() + " of other flows ...");
        }
        excerpt.first().forEach(step -> lines.add(line(step)));
        if (excerpt.dropped() > 0) {
            lines.add("          ... " + excerpt.dropped() + " more ...");
        }
        excerpt.last().forEach(step -> lines.add(line(step)));
        return lines;
    }

    private static String line(Step step) {
        return String.format(
                Locale.ROOT,
                "%8s  %-10s  %-8s  %-18s  %s",
                time(step.begin()),
                step.thread(),
                step.flow(),
                step.operation(),
                step.pending() ? "(never returned)" : outcome(step));
    }

    private static String outcome(Step step) {
        return (step.failed() ? "! " : "") + step.outcome();
    }

    /** In milliseconds: finer than a thread switch tells nothing. */
    static String time(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
