package io.hvflow.conformance.report;

import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A recording as a sequence diagram in SVG, to stand inside of an HTML page that styles its classes: time runs down, the
 * flows stand in the middle, the threads that call them at the sides.
 */
final class SequenceDiagram {
    private static final int MAX_STEPS = 60;
    private static final int MARGIN = SequenceLanes.MARGIN;
    private static final int HEAD = 48;
    private static final int HEAD_WIDTH = 150;
    private static final int HEAD_GAP = 8;
    private static final int ROW = 46;
    private static final int HALF_ROW = 26;
    private static final int BAR = 5;
    /** The width of a character, a little more than it is. */
    private static final double CHARACTER = 7.4;

    private final Excerpt excerpt;
    private final SequenceLanes lanes;
    private final StringBuilder bars = new StringBuilder();
    private final StringBuilder arrows = new StringBuilder();
    private final Map<Step, Bar> begun = new LinkedHashMap<>();
    private int y = HEAD + HALF_ROW;

    private SequenceDiagram(Excerpt excerpt) {
        this.excerpt = excerpt;
        this.lanes = SequenceLanes.of(excerpt);
    }

    /** The diagram; empty if nothing happened. */
    static String of(Trace.Recording recording) {
        return recording.first().isEmpty() ? "" : new SequenceDiagram(Excerpt.of(recording, MAX_STEPS)).draw();
    }

    /**
     * A step that has begun and not ended: a flow that is busy.
     *
     * @param y where it began
     * @param depth beside how many others it stands
     */
    private record Bar(int y, int depth) {}

    /** The beginning or the end of a step. */
    private record Point(long time, Step step, boolean end) {}

    private String draw() {
        if (excerpt.others() > 0) {
            gap(excerpt.others() + " steps of other flows, not shown");
        }
        rows(excerpt.first());
        if (excerpt.dropped() > 0) {
            gap(excerpt.dropped() + " more steps, not shown");
        }
        rows(excerpt.last());
        begun.forEach((step, from) -> bar(step, from, y));
        int width = lanes.width();
        int height = y + HALF_ROW;
        return String.format(Locale.ROOT, """
                <svg class="sequence" xmlns="http://www.w3.org/2000/svg" role="img" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
                <title>What the threads asked of the flows, and when</title>
                %3$s%4$s%5$s</svg>
                """, width, height, heads(height), bars, arrows);
    }

    private void rows(List<Step> steps) {
        List<Point> points = new ArrayList<>();
        for (Step step : steps) {
            points.add(new Point(step.begin(), step, false));
            if (!step.pending()) {
                points.add(new Point(step.end(), step, true));
            }
        }
        points.sort(Comparator.comparingLong(Point::time).thenComparing(Point::end));
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (point.end()) {
                answer(point.step());
            } else if (i + 1 < points.size() && points.get(i + 1).step().equals(point.step())) {
                callAndAnswer(point.step());
                i++;
            } else {
                call(point.step());
            }
        }
    }

    /** A step that nothing else came into: one arrow, the answer below it. */
    private void callAndAnswer(Step step) {
        time(step.begin());
        arrow(step, false);
        label(step, step.operation(), y - 6, "call");
        label(step, step.outcome(), y + 13, step.failed() ? "failure" : "answer");
        bar(step, new Bar(y - BAR, depth(step)), y + BAR);
        y += ROW;
    }

    private void call(Step step) {
        time(step.begin());
        arrow(step, false);
        label(step, step.operation(), y - 6, "call");
        begun.put(step, new Bar(y, depth(step)));
        if (step.pending()) {
            label(step, "never returned", y + 13, "failure");
            y += ROW - HALF_ROW;
        }
        y += HALF_ROW;
    }

    private void answer(Step step) {
        time(step.end());
        arrow(step, true);
        label(step, step.outcome(), y - 6, step.failed() ? "failure" : "answer");
        Bar from = begun.remove(step);
        bar(step, from == null ? new Bar(y, 0) : from, y);
        y += HALF_ROW;
    }

    private void gap(String text) {
        arrows.append(
                String.format(Locale.ROOT, "<text class=\"gap\" x=\"%d\" y=\"%d\">%s</text>\n", MARGIN - 66, y, text));
        y += ROW;
    }

    private void time(long nanos) {
        arrows.append(String.format(
                Locale.ROOT,
                "<text class=\"time\" x=\"%d\" y=\"%d\">%s</text>\n",
                MARGIN - 24,
                y + 4,
                StepText.time(nanos)));
    }

    private void arrow(Step step, boolean back) {
        int thread = lanes.thread(step.thread());
        int flow = lanes.flow(step.flow());
        int edge = flow + (thread < flow ? -BAR : BAR);
        int tip = back ? thread : edge;
        int tail = back ? edge : thread;
        int barb = tip + (tail < tip ? -7 : 7);
        String kind = (back ? "back" : "forth") + (back && step.failed() ? " broken" : "");
        arrows.append(String.format(
                Locale.ROOT,
                "<path class=\"%s\" d=\"M%d %dH%d\"/><path class=\"tip %s\" d=\"M%d %dL%d %dL%d %d\"/>\n",
                kind,
                tail,
                y,
                tip,
                kind,
                barb,
                y - 4,
                tip,
                y,
                barb,
                y + 4));
    }

    /** Beside the thread that called, where the arrow begins. */
    private void label(Step step, String text, int at, String kind) {
        int thread = lanes.thread(step.thread());
        int flow = lanes.flow(step.flow());
        boolean right = thread < flow;
        String shown = shortened(text, Math.abs(flow - thread) - 20);
        arrows.append(String.format(
                Locale.ROOT,
                "<text class=\"%s%s\" x=\"%d\" y=\"%d\"><title>%s</title>%s</text>\n",
                kind,
                right ? "" : " left",
                thread + (right ? 10 : -10),
                at,
                Html.text(text),
                Html.text(shown)));
    }

    /** The first place on the flow that no other step has. */
    private int depth(Step step) {
        Set<Integer> taken = begun.entrySet().stream()
                .filter(entry -> entry.getKey().flow().equals(step.flow()))
                .map(entry -> entry.getValue().depth())
                .collect(Collectors.toSet());
        int depth = 0;
        while (taken.contains(depth)) {
            depth++;
        }
        return depth;
    }

    /** The flow is busy with the step, until there. */
    private void bar(Step step, Bar from, int to) {
        int x = lanes.flow(step.flow()) - BAR + from.depth() * BAR;
        String kind = step.pending() || step.failed() ? "bar broken" : "bar";
        bars.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n",
                kind,
                x,
                from.y(),
                2 * BAR,
                Math.max(2, to - from.y())));
    }

    private String heads(int height) {
        StringBuilder heads = new StringBuilder();
        lanes.left().forEach(name -> heads.append(head("thread", name, lanes.thread(name), height)));
        lanes.flows().forEach(name -> heads.append(head("flow", name, lanes.flow(name), height)));
        lanes.right().forEach(name -> heads.append(head("thread", name, lanes.thread(name), height)));
        return heads.toString();
    }

    private String head(String kind, String name, int x, int height) {
        int width = lanes.spacing() - HEAD_GAP;
        return String.format(
                Locale.ROOT,
                """
                <path class="life" d="M%1$d %2$dV%3$d"/><rect class="head %4$s" x="%5$d" y="6" width="%6$d" height="30" rx="7"/>\
                <text class="head %4$s" x="%1$d" y="26"><title>%7$s</title>%8$s</text>
                """,
                x,
                HEAD - 12,
                height,
                kind,
                x - Math.min(width, HEAD_WIDTH) / 2,
                Math.min(width, HEAD_WIDTH),
                Html.text(name),
                Html.text(shortened(name, Math.min(width, HEAD_WIDTH) - 8)));
    }

    private static String shortened(String text, int width) {
        int fits = (int) (width / CHARACTER);
        return text.length() <= fits ? text : text.substring(0, fits - 1) + "\u2026";
    }
}
