package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import java.time.Duration;
import java.util.Locale;

/** What a {@link Timeline} says in words. */
final class TimelineText {
    private TimelineText() {}

    /** What happened in a row, without who did it. */
    static String what(TimelineRow row) {
        Happening it = row.first();
        StringBuilder text = new StringBuilder();
        if (it.kind() != Kind.NOTE && it.kind() != Kind.FAULT) {
            text.append(it.kind());
        }
        if (row.count() > 1) {
            text.append(" \u00d7").append(number(row.count()));
        }
        if (row.bytes() > 0) {
            text.append(row.count() > 1 ? ", " : " ")
                    .append(bytes(row.bytes()))
                    .append(" at ")
                    .append(number(it.offset()));
        }
        if (it.connection() >= 0) {
            text.append(" [").append(it.connection()).append(']');
        }
        if (row.count() > 1) {
            text.append(" until ").append(time(row.last()));
        }
        return text.append(' ').append(it.detail()).toString().strip();
    }

    /** All that is known of a row, for who points at it. */
    static String tip(TimelineRow row) {
        String first = time(row.first().time()) + "  " + row.first();
        return row.count() > 1
                ? first + "\n\u2026 " + number(row.count()) + " of these, " + bytes(row.bytes())
                        + " in all, the last at " + time(row.last())
                : first;
    }

    static String bytes(long count) {
        return number(count) + (count == 1 ? " byte" : " bytes");
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Milliseconds are what traces have; an hour would be hard to read in them. */
    static String time(Duration time) {
        double millis = time.toNanos() / 1e6;
        return millis < 10_000
                ? String.format(Locale.ROOT, "%.3f ms", millis)
                : String.format(Locale.ROOT, "%,.3f s", millis / 1e3);
    }

    static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "\u2026";
    }

    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(it -> {
            switch (it) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default ->
                    // Control characters may not stand in a page at all, nor may halves of surrogate pairs.
                    safe.appendCodePoint((it < ' ' && it != '\n') || (it >= 0xd800 && it <= 0xdfff) ? 0xfffd : it);
            }
        });
        return safe.toString();
    }
}
