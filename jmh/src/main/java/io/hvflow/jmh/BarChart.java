package io.hvflow.jmh;

import java.util.List;
import java.util.Locale;

/** One row as bars in SVG, to stand inside of an HTML page that styles its classes; a line over each bar is its range. */
final class BarChart {
    private static final int WIDTH = 640;
    private static final int NAME = 170;
    private static final int VALUE = 150;
    private static final int BAR = 18;
    private static final int STEP = 28;

    private final Results results;
    private final Row row;
    private final double scale;

    private BarChart(Results results, Row row) {
        this.results = results;
        this.row = row;
        double longest =
                results.of(row).stream().mapToDouble(Measured::high).max().orElse(1);
        // One wild run is not to press all bars into the corner: its line then leaves the chart.
        double median =
                results.of(row).stream().mapToDouble(Measured::median).max().orElse(1);
        double end = Math.min(longest, 1.25 * median);
        scale = end > 0 ? (WIDTH - NAME - VALUE) / end : 0;
    }

    static String of(Results results, Row row) {
        return new BarChart(results, row).draw();
    }

    private String draw() {
        List<Measured> values = results.of(row);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"bars\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\">%n<title>%s</title>%n",
                WIDTH,
                values.size() * STEP + 4,
                text(row.title())));
        for (int i = 0; i < values.size(); i++) {
            bar(svg, values.get(i), 4 + i * STEP);
        }
        return svg.append("</svg>").toString();
    }

    private void bar(StringBuilder svg, Measured value, int y) {
        double length = value.median() * scale;
        double right = WIDTH - VALUE;
        double low = Math.min(right, NAME + value.low() * scale);
        double high = Math.min(right, NAME + value.high() * scale);
        svg.append(String.format(
                Locale.ROOT,
                """
                <g class="%s"><title>%s</title><text class="name" x="%d" y="%d">%s</text>\
                <rect x="%d" y="%d" width="%.1f" height="%d" rx="3"/>\
                <path d="M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8"/><text x="%.1f" y="%d">%s</text></g>
                """,
                value.ours() ? "ours" : "peer",
                text(value.peer() + ": " + JmhResults.number(value.low()) + " to " + JmhResults.number(value.high())),
                NAME - 8,
                y + 13,
                text(value.peer()),
                NAME,
                y,
                Math.max(1, length),
                BAR,
                low,
                y + BAR / 2,
                high,
                low,
                y + BAR / 2 - 4,
                high,
                y + BAR / 2 - 4,
                Math.max(NAME + length, high) + 8,
                y + 13,
                text(label(value))));
    }

    private String label(Measured value) {
        String number = JmhResults.number(value.median());
        if (value.ours() || !row.metric().compares()) {
            return number;
        }
        return results.flow(row)
                .map(flow -> String.format(
                        Locale.ROOT, "%s  (flow %.2fx)", number, row.metric().ratio(flow.median(), value.median())))
                .orElse(number);
    }

    private static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
