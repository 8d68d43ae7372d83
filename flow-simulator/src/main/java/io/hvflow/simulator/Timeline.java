package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Draws a trace: partitions are lanes, virtual time runs down, and arrows go from where bytes were written to where they were
 * read. Each row is as high as another; where time jumps, it is said how far.
 */
final class Timeline {
    private static final String HOST = "host";
    private static final int LEFT = 140;
    private static final int HEAD = 34;
    private static final int ROW = 22;

    /** Room for what the last lane has to say. */
    private static final int LAST_LANE = 460;

    /** The width of a character, about. */
    private static final double CHARACTER = 6.4;

    /** A jump of time is said where it is that part of the run. */
    private static final int JUMP = 20;

    private static final Duration SHORTEST_JUMP = Duration.ofNanos(100_000);

    private static final int COLOURS = 6;

    /** What is to be seen first. */
    private static final Set<Kind> WRONG = Set.of(Kind.FAULT, Kind.FAILURE, Kind.WAITS, Kind.FAILED);

    private final List<Happening> happenings;
    private final TimelineRows rows;
    private final Map<String, Integer> lanes = new LinkedHashMap<>();
    private final StringBuilder bands = new StringBuilder();
    private final StringBuilder arrows = new StringBuilder();
    private final StringBuilder marks = new StringBuilder();
    private int[] y = {};
    private int height = ROW / 2;

    Timeline(List<Happening> happenings) {
        this.happenings = happenings;
        this.rows = new TimelineRows(happenings);
        if (happenings.stream()
                .anyMatch(it -> it.partition().equals(HOST) || it.peer().equals(HOST))) {
            lanes.put(HOST, 0);
        }
        for (Happening it : happenings) {
            lanes.putIfAbsent(it.partition(), lanes.size());
            lanes.putIfAbsent(it.peer(), lanes.size());
        }
    }

    String html() {
        return TimelinePage.page(figure());
    }

    /** An HTML element with a style of its own. */
    String figure() {
        lay();
        flows();
        for (int row = 0; row < y.length; row++) {
            mark(rows.rows().get(row), y[row]);
        }
        int width = LEFT + lane() * Math.max(0, lanes.size() - 1) + LAST_LANE;
        StringBuilder lines = new StringBuilder();
        StringBuilder heads = new StringBuilder();
        lanes.forEach((name, lane) -> {
            lines.append(format("<line x1='%d' y1='0' x2='%d' y2='%d' class='lane'/>\n", x(lane), x(lane), height));
            heads.append(format(
                    "<rect x='%d' y='4' width='%d' height='24' rx='6' class='head'/>"
                            + "<text x='%d' y='16' class='head'><title>%s</title>%s</text>\n",
                    headAt(lane, name),
                    headWidth(name),
                    headAt(lane, name) + headWidth(name) / 2,
                    escaped(name),
                    escaped(TimelineText.shortened(name, 18))));
        });
        return String.format(
                Locale.ROOT,
                """
                <figure class='hvflow-timeline'><style>%s</style>
                <figcaption>%s</figcaption>
                <svg class='heads' xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' aria-hidden='true'><text x='16' y='16' class='time first'>time</text>
                %s</svg>
                <svg xmlns='http://www.w3.org/2000/svg' role='img' width='%d' height='%d'><title>What happened, from top to bottom</title>
                %s%s%s%s</svg></figure>
                """,
                TimelinePage.STYLE,
                escaped(caption()),
                width,
                HEAD,
                heads,
                width,
                height,
                bands,
                lines,
                arrows,
                marks);
    }

    private String caption() {
        if (happenings.isEmpty()) {
            return "Nothing happened, or the run kept no trace.";
        }
        String caption =
                TimelineText.number(happenings.size()) + (happenings.size() == 1 ? " happening" : " happenings")
                        + " in " + TimelineText.time(happenings.getLast().time()) + " of virtual time.";
        if (rows.folded() > 0) {
            caption += " " + TimelineText.number(rows.folded()) + " that repeat one another share rows, marked \u00d7.";
        }
        if (rows.leftOut() > 0) {
            caption += " " + TimelineText.number(rows.leftOut()) + " in the middle are left out.";
        }
        return caption
                + " A disc is about bytes, a square about an end, a cross about what goes wrong. A number in brackets"
                + " is a connection; point at a row for all that is known of it.";
    }

    /** Where each row is, and the jumps of time between them. */
    private void lay() {
        y = new int[rows.rows().size()];
        Duration whole =
                happenings.isEmpty() ? Duration.ZERO : happenings.getLast().time();
        Duration before = Duration.ZERO;
        for (int row = 0; row < y.length; row++) {
            TimelineRow it = rows.rows().get(row);
            Duration jump = it.first().time().minus(before);
            if (jump.compareTo(SHORTEST_JUMP) >= 0 && jump.multipliedBy(JUMP).compareTo(whole) >= 0) {
                bands.append(format(
                        "<g class='jump'><line x1='%d' y1='%d' x2='100%%' y2='%d'/>"
                                + "<text x='%d' y='%d' class='time'>+ %s</text></g>\n",
                        LEFT - 16,
                        height + ROW / 2,
                        height + ROW / 2,
                        LEFT - 24,
                        height + ROW / 2,
                        TimelineText.time(jump)));
                height += ROW;
            }
            if (WRONG.contains(it.first().kind())) {
                bands.append(format(
                        "<rect x='%d' y='%d' width='100%%' height='%d' class='band'/>\n",
                        LEFT - 16, height + 1, ROW - 2));
            }
            y[row] = height + ROW / 2;
            height += ROW;
            before = it.last();
        }
        height += ROW / 2;
    }

    /** An arrow from each row in which bytes, or an end, were written to each in which they were read. */
    private void flows() {
        Map<String, NavigableMap<Long, Integer>> written = new HashMap<>();
        Map<Integer, Integer> drawn = new HashMap<>();
        for (int i = 0; i < happenings.size(); i++) {
            Happening it = happenings.get(i);
            // On a partition's connection with itself both directions have the same name; then there are no arrows.
            if (it.connection() < 0 || it.peer().equals(it.partition())) {
                continue;
            }
            switch (it.kind()) {
                case WRITE, SHUTDOWN_WRITE ->
                    written.computeIfAbsent(it.connection() + " " + it.partition(), absent -> new TreeMap<>())
                            .putIfAbsent(it.offset(), i);
                case READ, END -> {
                    long last = it.kind() == Kind.END ? it.offset() : it.offset() + it.bytes() - 1;
                    Integer source = source(written.get(it.connection() + " " + it.peer()), last);
                    if (it.kind() == Kind.END
                            && source != null
                            && happenings.get(source).kind() == Kind.WRITE) {
                        continue; // an end that nobody wrote: a fault's, or that of a connection that has gone
                    }
                    int to = rows.rowOf(i);
                    int from = source == null ? -1 : rows.rowOf(source);
                    if (from >= 0 && from < to && !Integer.valueOf(from).equals(drawn.put(to, from))) {
                        arrow(it, y[from], y[to]);
                    }
                }
                default -> {}
            }
        }
    }

    private static @Nullable Integer source(@Nullable NavigableMap<Long, Integer> written, long offset) {
        Map.Entry<Long, Integer> entry = written == null ? null : written.floorEntry(offset);
        return entry == null ? null : entry.getValue();
    }

    private void arrow(Happening read, int from, int to) {
        int start = x(lane(read.peer()));
        int end = x(lane(read.partition()));
        int barb = end + (start < end ? -9 : 9);
        arrows.append(format(
                "<path class='arrow %s' d='M%d %dL%d %dL%d %d'/><path class='tip %s' d='M%d %dl%d -4v8z'/>\n",
                colour(read),
                start,
                from,
                barb,
                to,
                end,
                to,
                colour(read),
                end - (start < end ? 4 : -4),
                to,
                start < end ? -8 : 8));
    }

    private void mark(TimelineRow row, int at) {
        Happening it = row.first();
        if (row.gap()) {
            marks.append(format(
                    "<g class='gap'><line x1='%d' y1='%d' x2='100%%' y2='%d'/><text x='%d' y='%d'>%s, until %s</text></g>\n",
                    LEFT - 16, at, at, LEFT + 12, at, escaped(it.detail()), TimelineText.time(row.last())));
            return;
        }
        int lane = lane(it.partition());
        int x = x(lane);
        // No other lane has anything in this row.
        int room = (int) ((x(lanes.size() - 1) + LAST_LANE - 24 - x) / CHARACTER);
        String actor = TimelineText.shortened(it.actor(), 20);
        String what = TimelineText.shortened(TimelineText.what(row), room - actor.length() - 1);
        marks.append(format(
                "<g class='%s %s'><title>%s</title><text x='%d' y='%d' class='time'>%s</text>%s"
                        + "<text x='%d' y='%d'><tspan class='actor'>%s</tspan> %s</text></g>\n",
                it.kind().name().toLowerCase(Locale.ROOT),
                colour(it),
                escaped(TimelineText.tip(row)),
                LEFT - 24,
                at,
                TimelineText.time(it.time()),
                shape(it.kind(), x, at),
                x + 14,
                at,
                escaped(actor),
                escaped(what)));
    }

    /** Bytes are round, what ends is a square, what is wrong a cross; the rest is a ring. */
    private static String shape(Kind kind, int x, int y) {
        return switch (kind) {
            case WRITE, READ -> format("<circle cx='%d' cy='%d' r='4.5' class='dot'/>", x, y);
            case END, SHUTDOWN_READ, SHUTDOWN_WRITE, CLOSE ->
                format("<rect x='%d' y='%d' width='9' height='9' class='dot'/>", x - 4, y - 4);
            case ABORT, FAILURE, FAULT, WAITS, FAILED ->
                format("<path d='M%d %dl9 9m0 -9l-9 9' class='dot cross'/>", x - 4, y - 4);
            default -> format("<circle cx='%d' cy='%d' r='4' class='dot ring'/>", x, y);
        };
    }

    private static String colour(Happening it) {
        return it.connection() < 0 ? "none" : "c" + it.connection() % COLOURS;
    }

    private int lane(String partition) {
        return lanes.getOrDefault(partition, 0);
    }

    private int lane() {
        return lanes.size() <= 3 ? 380 : 290;
    }

    private int x(int lane) {
        return LEFT + lane() * lane;
    }

    /** Above the middle of its lane, and not over the times. */
    private int headAt(int lane, String name) {
        return Math.max(LEFT - 16, x(lane) - headWidth(name) / 2);
    }

    private static int headWidth(String name) {
        return 20 + (int) (7.2 * Math.min(18, name.length()));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escaped(String text) {
        return TimelineText.escaped(text);
    }
}
