package io.hvflow.jmh;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a run has found.
 *
 * @param mode how it was run
 * @param environment on what
 * @param measured the values, in the order in which they are to be shown
 * @param missing the values that are not there
 */
record Results(String mode, Environment environment, List<Measured> measured, List<Missing> missing) {
    Results {
        measured = List.copyOf(measured);
        missing = List.copyOf(missing);
    }

    Set<Row> rows() {
        Set<Row> rows = new LinkedHashSet<>();
        measured.forEach(it -> rows.add(it.row()));
        return rows;
    }

    /** The flow first. */
    List<Measured> of(Row row) {
        return measured.stream()
                .filter(it -> it.row().equals(row))
                .sorted(Comparator.comparing(it -> !it.ours()))
                .toList();
    }

    Optional<Measured> of(Row row, String peer) {
        return measured.stream()
                .filter(it -> it.row().equals(row) && it.peer().equals(peer))
                .findFirst();
    }

    /** The flow's value, if the row has one. */
    Optional<Measured> flow(Row row) {
        return of(row, row.family().flow());
    }

    List<Missing> missing(Row row) {
        return missing.stream().filter(it -> it.concerns(row)).toList();
    }
}
