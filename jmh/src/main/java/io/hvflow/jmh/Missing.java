package io.hvflow.jmh;

/**
 * A value that is not there.
 *
 * @param benchmark what was to be measured; empty if nothing of this peer was
 * @param family where it belongs
 * @param threads on which threads
 * @param size with how many bytes
 * @param peer of whom
 * @param reason what happened: a failure, a hang, or what is absent
 */
record Missing(String benchmark, Family family, ThreadKind threads, int size, String peer, String reason) {
    boolean concerns(Row row) {
        return row.benchmark().equals(benchmark)
                && row.family() == family
                && row.threads() == threads
                && row.size() == size;
    }
}
