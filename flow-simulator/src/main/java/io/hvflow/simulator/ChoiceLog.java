package io.hvflow.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The choices of one run as they were made, with what a comparison of two runs needs to know. */
final class ChoiceLog {
    private int[] bounds = new int[64];
    private int[] values = new int[64];
    private int[] actors = new int[64];
    private long[] times = new long[64];
    private int size;

    void add(int bound, int value, long time, int actor) {
        if (size == bounds.length) {
            int longer = 2 * size;
            bounds = Arrays.copyOf(bounds, longer);
            values = Arrays.copyOf(values, longer);
            actors = Arrays.copyOf(actors, longer);
            times = Arrays.copyOf(times, longer);
        }
        bounds[size] = bound;
        values[size] = value;
        actors[size] = actor;
        times[size] = time;
        size++;
    }

    int size() {
        return size;
    }

    int value(int index) {
        return values[index];
    }

    int bound(int index) {
        return bounds[index];
    }

    int[] values() {
        return Arrays.copyOf(values, size);
    }

    /** The first choice at which the other run was different, in words; null if none was. */
    @Nullable
    String difference(ChoiceLog other) {
        for (int i = 0; i < Math.max(size, other.size); i++) {
            String one = describe(i);
            String two = other.describe(i);
            if (!one.equals(two)) {
                return "choice " + i + " was " + one + ", then " + two;
            }
        }
        return null;
    }

    private String describe(int index) {
        return index >= size
                ? "not made"
                : values[index] + " of " + bounds[index] + " by actor " + actors[index] + " at " + times[index] + " ns";
    }
}
