package io.hvflow.jmh;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report for terminals: a block for each row, in which every peer is a line. */
final class TextReport {
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private TextReport(Results results) {
        this.results = results;
    }

    static String of(Results results, List<Goal> goals, List<Baseline.Change> changes) {
        TextReport report = new TextReport(results);
        report.values();
        report.goals(goals);
        report.changes(changes);
        return report.text.toString();
    }

    private void values() {
        text.append("""

                Medians of the runs, +- half of their range. The ratio says how many times as good the flow is as that peer: more
                than 1.00x is better, whatever the unit.
                """);
        for (Row row : results.rows()) {
            if (row.metric().compares()) {
                block(row);
            }
        }
        for (Row row : results.rows()) {
            if (row.benchmark().equals(ManyFlows.IDLE)) {
                block(row);
            }
        }
        everythingMissing();
    }

    /** Rows of which nothing at all was measured have no block. */
    private void everythingMissing() {
        List<Missing> rest = results.missing().stream()
                .filter(it -> results.rows().stream().noneMatch(it::concerns))
                .toList();
        if (!rest.isEmpty()) {
            text.append("\nNot measured\n");
            rest.stream()
                    .map(it -> String.format(Locale.ROOT, "  %-26s %s: %s%n", it.peer(), it.benchmark(), it.reason()))
                    .distinct()
                    .forEach(text::append);
        }
    }

    private void goals(List<Goal> goals) {
        if (!goals.isEmpty()) {
            text.append("\nGoals\n");
            for (Goal goal : goals) {
                text.append(String.format(
                        Locale.ROOT, "  %-12s %10s  %s%n", goal.standing(), goal.measured(), goal.text()));
            }
        }
    }

    private void changes(List<Baseline.Change> changes) {
        if (!changes.isEmpty()) {
            text.append("\nBeyond the noise, against the baseline\n");
            changes.forEach(it -> text.append("  ").append(it).append('\n'));
        }
    }

    private void block(Row row) {
        text.append(String.format(
                Locale.ROOT,
                "%n%s (%s, %s)%n",
                row.title(),
                row.family().flow(),
                row.metric().unit()));
        Optional<Measured> flow = results.flow(row);
        for (Measured it : results.of(row)) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-26s %10s +-%3.0f %% %9s%s%n",
                    it.peer(),
                    JmhResults.number(it.median()),
                    it.spread() * 100,
                    it.ours() || !row.metric().compares()
                            ? ""
                            : flow.map(ours -> ratio(row, ours, it)).orElse(""),
                    aside(it)));
        }
        results.missing(row)
                .forEach(it -> text.append(String.format(Locale.ROOT, "  %-26s %s%n", it.peer(), it.reason())));
    }

    private static String ratio(Row row, Measured ours, Measured peer) {
        return String.format(Locale.ROOT, "%.2fx", row.metric().ratio(ours.median(), peer.median()));
    }

    private String aside(Measured value) {
        Row row = value.row();
        StringBuilder aside = new StringBuilder();
        if (row.metric() == Metric.P99) {
            results.of(row.of(Metric.MAX), value.peer())
                    .ifPresent(max -> aside.append("  max " + JmhResults.number(max.high())));
        }
        if (List.of(Metric.THROUGHPUT, Metric.P50, Metric.TIME).contains(row.metric())) {
            results.of(row.of(Metric.ALLOCATION), value.peer())
                    .ifPresent(it -> aside.append("  " + JmhResults.number(it.median()) + " B/op"));
        }
        return aside.toString();
    }
}
