package io.hvflow.jmh;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An earlier run to compare with.
 *
 * <p>What differs by less than the runs differ among themselves is noise: a change counts if every run of the one is better than
 * every run of the other, and the medians differ by more than five percent. What the peers of a row changed by, whose code did
 * not change, was the machine: the median of it is taken out first.
 */
record Baseline(List<Measured> before) {
    private static final double LEAST = 0.05;

    /**
     * A change beyond the noise.
     *
     * @param now the value now
     * @param before the value then
     * @param factor how many times as good it is now
     */
    record Change(Measured now, Measured before, double factor) {
        boolean regression() {
            return factor < 1;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-10s %s, %s: %s %s, was %s (%.2fx)",
                    regression() ? "REGRESSION" : "better",
                    now.row().title(),
                    now.peer(),
                    JmhResults.number(now.median()),
                    now.row().metric().unit(),
                    JmhResults.number(before.median()),
                    factor);
        }
    }

    /** The flows' changes, in the order of the results. */
    List<Change> changes(Results now) {
        return now.measured().stream()
                .filter(it ->
                        it.ours() && (it.row().metric().compares() || it.row().metric() == Metric.ALLOCATION))
                .flatMap(it -> change(now, it).stream())
                .toList();
    }

    private Optional<Change> change(Results results, Measured now) {
        return before.stream()
                .filter(it -> it.row().equals(now.row()) && it.peer().equals(now.peer()))
                .findFirst()
                .map(it -> new Change(now, it, factor(now, it) / machine(results, now)))
                .filter(it -> apart(it.now(), it.before()) && Math.abs(Math.log(it.factor())) > Math.log1p(LEAST));
    }

    /** At least half a byte counts as an allocation, or JMH's own would. */
    private static double factor(Measured now, Measured before) {
        double least = now.row().metric() == Metric.ALLOCATION ? 0.5 : Double.MIN_NORMAL;
        return now.row().metric().ratio(Math.max(least, now.median()), Math.max(least, before.median()));
    }

    /** How much better the machine does than then, by the peers; 1 for allocation, which does not depend on it. */
    private double machine(Results results, Measured flow) {
        if (!flow.row().metric().compares()) {
            return 1;
        }
        double[] factors = results.of(flow.row()).stream()
                .filter(it -> !it.ours())
                .flatMap(now -> before.stream()
                        .filter(it -> it.row().equals(now.row()) && it.peer().equals(now.peer()))
                        .filter(it -> apart(now, it))
                        .map(it -> factor(now, it)))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return factors.length == 0 ? 1 : factors[factors.length / 2];
    }

    private static boolean apart(Measured a, Measured b) {
        return a.low() > b.high() || a.high() < b.low();
    }
}
