package io.hvflow.jmh;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The transports of one run side by side: a row for each benchmark, size and metric. */
final class Ratios {
    private static final Transport REFERENCE = Transport.JDK_UNIX;

    private final Map<Row, Map<Transport, Double>> rows = new LinkedHashMap<>();

    private record Row(String benchmark, String size, String metric) {
        String text() {
            return String.format("%-26s %6s  %-10s", benchmark, size, metric);
        }
    }

    Ratios(Collection<RunResult> results) {
        for (RunResult result : results) {
            if (!result.getParams().getParamsKeys().contains("transport")) {
                continue; // JMH's own table has it
            }
            Mode mode = result.getParams().getMode();
            if (mode == Mode.SampleTime) {
                add(result, "p50 ", samples -> samples.getPercentile(50));
                add(result, "p99 ", samples -> samples.getPercentile(99));
            } else {
                add(result, mode == Mode.AverageTime ? "mean " : "", Statistics::getMean);
            }
        }
    }

    private void add(RunResult result, String metric, ToDoubleFunction<Statistics> value) {
        String name = result.getParams().getBenchmark();
        Row row = new Row(
                name.substring(Ratios.class.getPackageName().length() + 1),
                result.getParams().getParam("size"),
                metric + result.getPrimaryResult().getScoreUnit());
        rows.computeIfAbsent(row, key -> new EnumMap<>(Transport.class))
                .put(Transport.valueOf(result.getParams().getParam("transport")), median(result, value));
    }

    /** The median of the forks, which one fork on a bad day does not move. */
    private static double median(RunResult result, ToDoubleFunction<Statistics> value) {
        double[] forks = result.getBenchmarkResults().stream()
                .mapToDouble(fork -> value.applyAsDouble(fork.getPrimaryResult().getStatistics()))
                .sorted()
                .toArray();
        return (forks[(forks.length - 1) / 2] + forks[forks.length / 2]) / 2;
    }

    /** A table; what was not measured, or failed, is a dash. */
    @Override
    public String toString() {
        Set<Transport> columns = new TreeSet<>();
        rows.values().forEach(row -> columns.addAll(row.keySet()));
        StringBuilder text = new StringBuilder("""

                Medians of the forks, with ratios to %s of this run. More is better in ops/s (an operation of oneWayMiB is
                1 MiB), less in us/op. A dash: failed, see above, or left out.

                """.formatted(REFERENCE));
        text.append(new Row("", "size", "").text());
        columns.forEach(transport -> text.append(String.format(" %20s", transport)));
        rows.forEach((row, values) -> {
            text.append('\n').append(row.text());
            columns.forEach(transport -> text.append(cell(values, transport)));
        });
        return text.toString();
    }

    private static String cell(Map<Transport, Double> row, Transport transport) {
        Double value = row.get(transport);
        Double reference = row.get(REFERENCE);
        String ratio = value == null || reference == null || transport == REFERENCE
                ? ""
                : String.format(Locale.ROOT, "%.2fx", value / reference);
        String number = value == null ? "-" : String.format(Locale.ROOT, "%.1f", value);
        return String.format(" %11s %8s", number, ratio);
    }
}
