package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws a trace as an SVG picture in an HTML page. */
final class Timeline {
    private static final int LEFT = 110;
    private static final int LANE = 340;
    private static final int TOP = 50;
    private static final int ROW = 20;

    private final List<Happening> happenings;
    private final Map<String, Integer> lanes = new LinkedHashMap<>();
    private final Map<String, List<Written>> written = new HashMap<>();
    private final StringBuilder svg = new StringBuilder();

    /** Bytes that were written, and where in the picture; an end of stream has none. */
    private record Written(long from, long to, int row) {}

    Timeline(List<Happening> happenings) {
        this.happenings = happenings;
        for (Happening it : happenings) {
            lanes.putIfAbsent(it.partition(), lanes.size());
            lanes.putIfAbsent(it.peer(), lanes.size());
        }
    }

    String html() {
        int height = TOP + ROW * (happenings.size() + 1);
        lanes.forEach((name, lane) -> {
            svg.append(format(
                    "<line x1='%d' y1='%d' x2='%d' y2='%d' class='lane'/>\n", x(lane), TOP - 10, x(lane), height));
            svg.append(format("<text x='%d' y='%d' class='name'>%s</text>\n", x(lane), TOP - 20, escaped(name)));
        });
        for (int row = 0; row < happenings.size(); row++) {
            draw(happenings.get(row), row);
        }
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Simulation</title><style>
                body { font: 12px system-ui, sans-serif; }
                text { dominant-baseline: middle; } .time { fill: #777; text-anchor: end; }
                .name { font-weight: bold; text-anchor: middle; } .lane { stroke: #bbb; }
                .arrow { stroke: #3572b0; fill: none; } .dot { fill: #3572b0; }
                .fault .dot, .failure .dot, .abort .dot { fill: #c0392b; } .fault text, .failure text { fill: #c0392b; }
                .end .dot, .shutdown_write .dot, .shutdown_read .dot, .close .dot { fill: #b8860b; } .note text { font-style: italic; }
                </style></head><body><svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d">
                """.formatted(LEFT + LANE * Math.max(1, lanes.size()), height) + svg + "</svg></body></html>\n";
    }

    private void draw(Happening it, int row) {
        int x = x(lane(it.partition()));
        int y = y(row);
        String stream = it.connection() + " " + it.partition();
        switch (it.kind()) {
            case WRITE -> remember(stream, it.offset(), it.offset() + it.bytes(), row);
            case SHUTDOWN_WRITE -> remember(stream, it.offset(), Long.MAX_VALUE, row);
            case READ, END -> arrow(it, row);
            default -> {}
        }
        svg.append(format(
                "<g class='%s'><title>%s</title><text x='%d' y='%d' class='time'>%.3f ms</text>"
                        + "<circle cx='%d' cy='%d' r='4' class='dot'/><text x='%d' y='%d'>%s</text></g>\n",
                it.kind().name().toLowerCase(Locale.ROOT),
                escaped(it.toString()),
                LEFT - 20,
                y,
                it.time().toNanos() / 1e6,
                x,
                y,
                x + 8,
                y,
                escaped(shortened(label(it)))));
    }

    private void remember(String stream, long from, long to, int row) {
        written.computeIfAbsent(stream, absent -> new ArrayList<>()).add(new Written(from, to, row));
    }

    private void arrow(Happening it, int row) {
        long last = it.kind() == Kind.END ? it.offset() : it.offset() + it.bytes() - 1;
        // On a partition's connection with itself both directions have the same name; then there are no arrows.
        Written source = it.peer().equals(it.partition()) ? null : source(it.connection() + " " + it.peer(), last);
        if (source != null) {
            svg.append(format(
                    "<line x1='%d' y1='%d' x2='%d' y2='%d' class='arrow'/>\n",
                    x(lane(it.peer())), y(source.row()), x(lane(it.partition())), y(row)));
        }
    }

    private @Nullable Written source(String stream, long offset) {
        for (Written it : written.getOrDefault(stream, List.of())) {
            if (it.from() <= offset && offset < it.to()) {
                return it;
            }
        }
        return null;
    }

    private static String label(Happening it) {
        return it.actor() + ": " + it.kind() + (it.bytes() > 0 ? " " + it.bytes() + " at " + it.offset() : "")
                + (it.connection() >= 0 ? " [" + it.connection() + "]" : "") + " " + it.detail();
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }

    private int lane(String partition) {
        return lanes.getOrDefault(partition, 0);
    }

    private static int x(int lane) {
        return LEFT + LANE * lane;
    }

    private static int y(int row) {
        return TOP + ROW * (row + 1);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
    }
}
