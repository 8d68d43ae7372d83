package io.hvflow.jmh;

import java.util.List;

/**
 * One peer's values.
 *
 * @param row what was measured
 * @param peer of whom
 * @param runs one value for each fork; for each iteration where there was one fork only
 */
record Measured(Row row, String peer, List<Double> runs) {
    Measured {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("no value of " + peer + " for " + row);
        }
        runs = List.copyOf(runs);
    }

    /** Which one run on a bad day does not move. */
    double median() {
        double[] sorted = sorted();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double low() {
        return sorted()[0];
    }

    double high() {
        return sorted()[runs.size() - 1];
    }

    /** Half of the distance between the lowest and the highest run, as a part of the median. */
    double spread() {
        return median() == 0 ? 0 : (high() - low()) / 2 / median();
    }

    boolean ours() {
        return peer.equals(row.family().flow());
    }

    private double[] sorted() {
        return runs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
