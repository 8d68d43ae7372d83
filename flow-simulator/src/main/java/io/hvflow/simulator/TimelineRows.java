package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * The rows of a {@link Timeline}, few enough to be looked at: in a long run, traffic that nothing else comes between (bytes
 * written, read, written, ...) has one row for each who takes part in it; and of what is still too long, the middle is left out.
 */
final class TimelineRows {
    /** So few happenings are looked at one by one. */
    private static final int SHORT = 120;

    /** What may happen any number of times; the rest is what a run consists of, and keeps its rows. */
    private static final Set<Kind> TRAFFIC = Set.of(Kind.READ, Kind.WRITE, Kind.CONNECT, Kind.FAULT);

    /** So many rows may stand for one piece of traffic. */
    private static final int MOST_SHARED = 24;

    /** So many happenings on the average, for a row to be worth being read as many. */
    private static final int OFTEN = 3;

    private static final int MOST_ROWS = 1000;

    /** What led to the end matters more than how it began. */
    private static final int HEAD = 300;

    private final List<Happening> happenings;
    private final List<TimelineRow> rows = new ArrayList<>();
    private final int[] rowOf;
    private int folded;
    private int leftOut;

    TimelineRows(List<Happening> happenings) {
        this.happenings = happenings;
        rowOf = new int[happenings.size()];
        fold();
        if (rows.size() > MOST_ROWS) {
            leaveOut();
        }
    }

    List<TimelineRow> rows() {
        return rows;
    }

    /** The row of the happening with that index; -1 if it is left out. */
    int rowOf(int happening) {
        return rowOf[happening];
    }

    /** How many happenings share a row with others. */
    int folded() {
        return folded;
    }

    /** How many happenings have no row. */
    int leftOut() {
        return leftOut;
    }

    private void fold() {
        for (int at = 0; at < happenings.size(); ) {
            int end = happenings.size() <= SHORT ? at : traffic(at);
            Queue<Integer> shared = end == at ? new ArrayDeque<>() : shared(at, end);
            if (shared.isEmpty()) {
                end = Math.max(end, at + 1);
                for (; at < end; at++) {
                    rowOf[at] = rows.size();
                    rows.add(TimelineRow.of(happenings.get(at)));
                }
                continue;
            }
            folded += end - at;
            int base = rows.size();
            for (; at < end; at++) {
                int row = base + shared.remove();
                rowOf[at] = row;
                if (row == rows.size()) {
                    rows.add(TimelineRow.of(happenings.get(at)));
                } else {
                    rows.set(row, rows.get(row).and(happenings.get(at)));
                }
            }
        }
    }

    /** The end of what is nothing but traffic from here. */
    private int traffic(int at) {
        int end = at;
        while (end < happenings.size() && TRAFFIC.contains(happenings.get(end).kind())) {
            end++;
        }
        return end;
    }

    /** For each happening, which of the rows that they would share is its own; empty if they had too many rows for that. */
    private Queue<Integer> shared(int at, int end) {
        List<Happening> kinds = new ArrayList<>();
        Queue<Integer> shared = new ArrayDeque<>();
        for (int i = at; i < end; i++) {
            Happening it = happenings.get(i);
            int row = 0;
            while (row < kinds.size() && !TimelineRow.alike(kinds.get(row), it)) {
                row++;
            }
            if (row == kinds.size()) {
                kinds.add(it);
            }
            if (kinds.size() > MOST_SHARED) {
                return new ArrayDeque<>();
            }
            shared.add(row);
        }
        return kinds.size() * OFTEN <= shared.size() ? shared : new ArrayDeque<>();
    }

    private void leaveOut() {
        int tail = rows.size() - (MOST_ROWS - HEAD - 1);
        int first = -1;
        int last = -1;
        for (int i = 0; i < rowOf.length; i++) {
            if (rowOf[i] >= tail) {
                rowOf[i] += HEAD + 1 - tail;
            } else if (rowOf[i] >= HEAD) {
                rowOf[i] = -1;
                first = first < 0 ? i : first;
                last = i;
                leftOut++;
            }
        }
        List<TimelineRow> kept = new ArrayList<>(rows.subList(0, HEAD));
        kept.add(TimelineRow.leftOut(happenings.get(first), happenings.get(last), leftOut));
        kept.addAll(rows.subList(tail, rows.size()));
        rows.clear();
        rows.addAll(kept);
    }
}
