package io.hvflow.jmh;

/**
 * What several peers are measured by.
 *
 * @param benchmark the name of the benchmark
 * @param family which peers can be compared
 * @param threads the kind of threads at both ends
 * @param size how many bytes an operation moves; for benchmarks of many flows, how many flows
 * @param metric what is counted
 */
record Row(String benchmark, Family family, ThreadKind threads, int size, Metric metric) {
    Row of(Metric other) {
        return new Row(benchmark, family, threads, size, other);
    }

    /** For people. */
    String title() {
        return benchmark + (size == 0 ? "" : ", " + count()) + ", " + threads.text() + " threads";
    }

    private String count() {
        return benchmark.endsWith("Flows") ? size + " flows" : sizeText(size);
    }

    static String sizeText(int size) {
        if (size >= 1 << 20 && size % (1 << 20) == 0) {
            return (size >> 20) + " MiB";
        }
        return size >= 1024 && size % 1024 == 0 ? (size >> 10) + " KiB" : size + " B";
    }
}
