package io.hvflow.simulator;

import java.util.List;
import java.util.Locale;

/** What happened in a run, in order. */
public final class Trace {
    /** So many lines say enough at the end of a message. */
    private static final int EXCERPT = 60;

    private final List<Happening> happenings;

    Trace(List<Happening> happenings) {
        this.happenings = List.copyOf(happenings);
    }

    /**
     * What happened, in order; the first 100,000 of a longer run. The last of a run that failed is that it did.
     *
     * @return the happenings
     */
    public List<Happening> happenings() {
        return happenings;
    }

    /**
     * The trace for people to read.
     *
     * @return a line for each happening: the virtual time in milliseconds, who, where, what
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Happening happening : happenings) {
            text.append(String.format(Locale.ROOT, "%12.3f  ", happening.time().toNanos() / 1e6))
                    .append(happening)
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * The trace as a picture: a lane for each partition, from top to bottom what happened there in virtual time, with arrows
     * from where bytes were written to where they were read. In a long trace, what repeats itself shares rows, and of what
     * is still more than 1,000 rows the middle is left out; the picture says how much. {@link #text} has everything.
     *
     * @return an HTML page that needs nothing else, light or dark as its reader likes it
     */
    public String html() {
        return new Timeline(happenings).html();
    }

    /**
     * The picture of {@link #html} to stand inside of another page: best in an element that scrolls.
     *
     * @return one HTML element, {@code <figure class='hvflow-timeline'>}, that brings its style; light or dark by the {@code
     *     color-scheme} around it
     */
    public String figure() {
        return new Timeline(happenings).figure();
    }

    /** The end of the trace, for messages. */
    String excerpt() {
        List<String> lines = text().lines().toList();
        int left = Math.max(0, lines.size() - EXCERPT);
        return (left == 0 ? "" : "... (" + left + " lines before)\n")
                + String.join("\n", lines.subList(left, lines.size()));
    }

    @Override
    public String toString() {
        return text();
    }
}
