package io.hvflow.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A recording as a sequence diagram in SVG, to stand inside of an HTML page that styles its classes: time runs down, the
 * flows stand in the middle, the threads that call them at the sides.
 */
final class SequenceDiagram {
    private static final int MAX_STEPS = 80;
    private static final int MARGIN = 90;
    private static final int LANE = 230;
    private static final int HEAD = 48;
    private static final int ROW = 46;
    private static final int HALF_ROW = 26;
    private static final int BAR = 5;
    /** The width of a character, a little more than it is. */
    private static final double CHARACTER = 7.4;

    private final Trace.Recording recording;
    private final Lanes lanes;
    private final StringBuilder bars = new StringBuilder();
    private final StringBuilder arrows = new StringBuilder();
    private final Map<Step, Integer> begun = new HashMap<>();
    private int y = HEAD + HALF_ROW;

    private SequenceDiagram(Trace.Recording recording) {
        this.recording = recording;
        this.lanes = Lanes.of(recording);
    }

    /** The diagram; empty if nothing happened. */
    static String of(Trace.Recording recording) {
        return recording.first().isEmpty() ? "" : new SequenceDiagram(recording).draw();
    }

    /** The beginning or the end of a step. */
    private record Point(long time, Step step, boolean end) {}

    private String draw() {
        List<Step> last = recording.last();
        int more = Math.max(0, recording.first().size() + last.size() - MAX_STEPS);
        rows(recording.first());
        if (recording.dropped() + more > 0) {
            gap(recording.dropped() + more);
        }
        rows(last.subList(Math.min(more, last.size()), last.size()));
        begun.forEach((step, from) -> bar(step, from, y));
        int width = MARGIN + LANE * lanes.size();
        int height = y + HALF_ROW;
        return """
                <svg class="sequence" xmlns="http://www.w3.org/2000/svg" role="img" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
                <title>What the threads asked of the flows, and when</title>
                %3$s%4$s%5$s</svg>
                """.formatted(width, height, heads(height), bars, arrows);
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
        bar(step, y - BAR, y + BAR);
        y += ROW;
    }

    private void call(Step step) {
        time(step.begin());
        arrow(step, false);
        label(step, step.operation(), y - 6, "call");
        if (step.pending()) {
            label(step, "never returned", y + 13, "failure");
            y += ROW - HALF_ROW;
        }
        begun.put(step, y);
        y += HALF_ROW;
    }

    private void answer(Step step) {
        time(step.end());
        arrow(step, true);
        label(step, step.outcome(), y - 6, step.failed() ? "failure" : "answer");
        Integer from = begun.remove(step);
        bar(step, from == null ? y : from, y);
        y += HALF_ROW;
    }

    private void gap(int steps) {
        arrows.append(
                "<text class=\"gap\" x=\"%d\" y=\"%d\">%d more steps, not shown</text>\n".formatted(MARGIN, y, steps));
        y += ROW;
    }

    private void time(long nanos) {
        arrows.append("<text class=\"time\" x=\"%d\" y=\"%d\">%s</text>\n"
                .formatted(MARGIN - 24, y + 4, StepText.time(nanos)));
    }

    private void arrow(Step step, boolean back) {
        int thread = lanes.thread(step.thread());
        int flow = lanes.flow(step.flow());
        int edge = flow + (thread < flow ? -BAR : BAR);
        int tip = back ? thread : edge;
        int tail = back ? edge : thread;
        int barb = tip + (tail < tip ? -7 : 7);
        String kind = (back ? "back" : "forth") + (back && step.failed() ? " broken" : "");
        arrows.append("<path class=\"%s\" d=\"M%d %dH%d\"/><path class=\"tip %s\" d=\"M%d %dL%d %dL%d %d\"/>\n"
                .formatted(kind, tail, y, tip, kind, barb, y - 4, tip, y, barb, y + 4));
    }

    /** Beside the thread that called, where the arrow begins. */
    private void label(Step step, String text, int at, String kind) {
        int thread = lanes.thread(step.thread());
        int flow = lanes.flow(step.flow());
        boolean right = thread < flow;
        int fits = (int) ((Math.abs(flow - thread) - 20) / CHARACTER);
        String shown = text.length() <= fits ? text : text.substring(0, fits - 1) + "\u2026";
        arrows.append("<text class=\"%s%s\" x=\"%d\" y=\"%d\"><title>%s</title>%s</text>\n"
                .formatted(
                        kind,
                        right ? "" : " left",
                        thread + (right ? 10 : -10),
                        at,
                        Html.text(text),
                        Html.text(shown)));
    }

    /** The flow is busy with the step: from where to where. */
    private void bar(Step step, int from, int to) {
        int x = lanes.flow(step.flow());
        bars.append("<rect class=\"bar%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n"
                .formatted(
                        step.pending() || step.failed() ? " broken" : "",
                        x - BAR,
                        from,
                        2 * BAR,
                        Math.max(2, to - from)));
    }

    private String heads(int height) {
        StringBuilder heads = new StringBuilder();
        lanes.left().forEach(name -> heads.append(head("thread", name, lanes.thread(name), height)));
        lanes.flows().forEach(name -> heads.append(head("flow", name, lanes.flow(name), height)));
        lanes.right().forEach(name -> heads.append(head("thread", name, lanes.thread(name), height)));
        return heads.toString();
    }

    private static String head(String kind, String name, int x, int height) {
        return """
                <path class="life" d="M%1$d %2$dV%3$d"/><rect class="head %4$s" x="%5$d" y="6" width="120" height="30" rx="7"/>\
                <text class="head %4$s" x="%1$d" y="26">%6$s</text>
                """.formatted(x, HEAD - 12, height, kind, x - 60, Html.text(name));
    }

    /**
     * The columns.
     *
     * @param left threads that call the first flow, and the rule's own
     * @param flows the flows
     * @param right threads that call other flows only
     */
    private record Lanes(List<String> left, List<String> flows, List<String> right) {

        static Lanes of(Trace.Recording recording) {
            List<Step> steps = new ArrayList<>(recording.first());
            steps.addAll(recording.last());
            List<String> flows = steps.stream()
                    .map(Step::flow)
                    .distinct()
                    .sorted(Comparator.comparing(name -> !name.startsWith("near")))
                    .toList();
            Set<String> callFirst = steps.stream()
                    .filter(step -> step.flow().equals(flows.getFirst()))
                    .map(Step::thread)
                    .collect(Collectors.toSet());
            Predicate<String> isLeft = name -> callFirst.contains(name) || name.equals("rule");
            List<String> threads = steps.stream().map(Step::thread).distinct().toList();
            return new Lanes(
                    threads.stream().filter(isLeft).toList(),
                    flows,
                    threads.stream().filter(isLeft.negate()).toList());
        }

        int size() {
            return left.size() + flows.size() + right.size();
        }

        int flow(String name) {
            return x(left.size() + flows.indexOf(name));
        }

        int thread(String name) {
            int index = left.indexOf(name);
            return x(index >= 0 ? index : left.size() + flows.size() + right.indexOf(name));
        }

        private static int x(int column) {
            return MARGIN + LANE * column + LANE / 4;
        }
    }
}
