package io.hvflow.jmh;

/** What is counted. */
enum Metric {
    THROUGHPUT("MiB/s", true),
    P50("us p50", false),
    P99("us p99", false),
    MAX("us max", false),
    MEAN("us mean", false),
    TIME("ns/op", false),
    STEPS("steps/s", true),
    ALLOCATION("B/op", false),
    THREADS("threads", false),
    HEAP("B of heap each", false),
    NATIVE("B of native memory each", false);

    private final String unit;
    private final boolean moreIsBetter;

    Metric(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    String unit() {
        return unit;
    }

    boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** Whether the value matters against that of a peer; a count of bytes matters by itself. */
    boolean compares() {
        return this == THROUGHPUT || this == P50 || this == P99 || this == TIME || this == STEPS;
    }

    /** How many times as good one value is as another. */
    double ratio(double value, double other) {
        return moreIsBetter ? value / other : other / value;
    }
}
