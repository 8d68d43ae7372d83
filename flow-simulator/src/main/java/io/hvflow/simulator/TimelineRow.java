package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import java.time.Duration;

/**
 * A row of a {@link Timeline}: a happening, or several that only differ in time and bytes.
 *
 * @param first the first of them
 * @param count how many; 0 for the row that stands for what is left out
 * @param bytes of all of them
 * @param last when the last of them was
 */
record TimelineRow(Happening first, int count, long bytes, Duration last) {

    static TimelineRow of(Happening happening) {
        return new TimelineRow(happening, 1, happening.bytes(), happening.time());
    }

    /** The place of so many rows that are not shown. */
    static TimelineRow leftOut(Happening first, Happening last, int happenings) {
        String text = TimelineText.number(happenings) + " happenings are left out here";
        return new TimelineRow(
                new Happening(first.time(), "", first.partition(), first.partition(), -1, Kind.NOTE, 0, 0, text),
                0,
                0,
                last.time());
    }

    boolean gap() {
        return count == 0;
    }

    TimelineRow and(Happening other) {
        return new TimelineRow(first, count + 1, bytes + other.bytes(), other.time());
    }

    /** Whether both say the same of the same stream. */
    static boolean alike(Happening one, Happening other) {
        return one.kind() == other.kind()
                && one.connection() == other.connection()
                && one.actor().equals(other.actor())
                && one.partition().equals(other.partition())
                && one.peer().equals(other.peer())
                && withoutNumbers(one).equals(withoutNumbers(other));
    }

    /** The verdicts of one fault on one stream differ in their offsets. */
    private static String withoutNumbers(Happening it) {
        return it.kind() == Kind.FAULT ? it.detail().replaceAll("\\d+", "#") : it.detail();
    }
}
