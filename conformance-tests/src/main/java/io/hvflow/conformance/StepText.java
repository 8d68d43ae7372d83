package io.hvflow.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A recording as lines of text: when, who, which end, what, and what came of it. */
final class StepText {
    private static final int MAX_LINES = 40;

    private StepText() {}

    /** At most the first few and the last few steps, which is where the trouble is. */
    static List<String> lines(Trace.Recording recording) {
        List<Step> first = recording.first();
        List<Step> last = recording.last();
        int dropped = recording.dropped();
        if (first.size() + last.size() > MAX_LINES) {
            List<Step> all = new ArrayList<>(first);
            all.addAll(last);
            int half = MAX_LINES / 2;
            dropped += all.size() - MAX_LINES;
            first = all.subList(0, half);
            last = all.subList(all.size() - half, all.size());
        }
        List<String> lines = new ArrayList<>();
        first.forEach(step -> lines.add(line(step)));
        if (dropped > 0) {
            lines.add("          ... " + dropped + " more ...");
        }
        last.forEach(step -> lines.add(line(step)));
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
