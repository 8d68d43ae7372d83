package io.hvflow.jmh;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people: one HTML page that loads nothing from anywhere. What it shows is here, how it looks in the template. */
final class HtmlReport {
    private final Results results;
    private final List<Goal> goals;
    private final List<Baseline.Change> changes;

    private HtmlReport(Results results, List<Goal> goals, List<Baseline.Change> changes) {
        this.results = results;
        this.goals = goals;
        this.changes = changes;
    }

    static String of(Results results, List<Goal> goals, List<Baseline.Change> changes) {
        return template().execute(new HtmlReport(results, goals, changes).page());
    }

    private static Template template() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.html")) {
            if (in == null) {
                throw new IllegalStateException("report.html is missing from the jar");
            }
            return Mustache.compiler().compile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> page() {
        long reached = count(Goal.Standing.REACHED);
        long judged = reached + count(Goal.Standing.MISSED);
        return Map.of(
                "headline", judged == 0 ? "Measured" : reached + " of " + judged + " goals reached",
                "mode", results.mode(),
                "environment", results.environment().toString(),
                "goals", goals.stream().map(HtmlReport::goal).toList(),
                "changes", changes.stream().map(HtmlReport::change).toList(),
                "hasGoals", !goals.isEmpty(),
                "hasChanges", !changes.isEmpty(),
                "sections", sections());
    }

    private long count(Goal.Standing standing) {
        return goals.stream().filter(it -> it.standing() == standing).count();
    }

    private static Map<String, Object> goal(Goal goal) {
        return Map.of(
                "text", goal.text(),
                "measured", goal.measured(),
                "standing", goal.standing().toString().toLowerCase(Locale.ROOT),
                "mood", goal.standing().name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Object> change(Baseline.Change change) {
        return Map.of("text", change.toString(), "mood", change.regression() ? "missed" : "reached");
    }

    /** A section for each benchmark, with a chart for each row. */
    private List<Map<String, Object>> sections() {
        Map<String, List<Map<String, Object>>> charts = new LinkedHashMap<>();
        for (Row row : results.rows()) {
            if (row.metric().compares() || row.benchmark().equals(ManyFlows.IDLE)) {
                charts.computeIfAbsent(row.benchmark(), key -> new ArrayList<>())
                        .add(chart(row));
            }
        }
        return charts.entrySet().stream()
                .map(it -> Map.<String, Object>of("title", it.getKey(), "charts", it.getValue()))
                .toList();
    }

    private Map<String, Object> chart(Row row) {
        return Map.of(
                "title", row.title(),
                "unit", row.metric().unit(),
                "better", row.metric().moreIsBetter() ? "more is better" : "less is better",
                "svg", BarChart.of(results, row),
                "missing",
                        results.missing(row).stream()
                                .map(it -> it.peer() + " (" + it.reason() + ")")
                                .toList());
    }
}
