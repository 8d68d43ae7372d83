package io.hvflow.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** What JMH has found, in the terms of the report. */
final class JmhResults {
    static final String SIMULATION = "simulation";
    private static final double MIB = 1 << 20;
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String STEPS = "steps";
    private static final String ALLOCATION_RATE = "gc.alloc.rate";

    private final List<BenchmarkResult> forks;
    private final BenchmarkParams params;
    private final List<Measured> measured = new ArrayList<>();

    private JmhResults(RunResult result) {
        forks = List.copyOf(result.getBenchmarkResults());
        params = result.getParams();
    }

    static List<Measured> of(Collection<RunResult> results) {
        return results.stream()
                .filter(it -> !it.getBenchmarkResults().isEmpty())
                .flatMap(it -> new JmhResults(it).measured().stream())
                .toList();
    }

    /** What carries the bytes; the simulator where a benchmark has no choice. */
    static Transport transport(BenchmarkParams params) {
        return params.getParamsKeys().contains("transport")
                ? Transport.valueOf(params.getParam("transport"))
                : Transport.FLOW_SIM;
    }

    static String benchmark(BenchmarkParams params) {
        if (params.getBenchmark().startsWith(SimulationSteps.class.getName())) {
            return SIMULATION;
        }
        return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    }

    static int size(BenchmarkParams params) {
        return params.getParamsKeys().contains("size") ? Integer.parseInt(params.getParam("size")) : 0;
    }

    static ThreadKind threads(BenchmarkParams params) {
        return params.getBenchmark().contains("." + VirtualThreads.class.getSimpleName() + ".")
                ? ThreadKind.VIRTUAL
                : ThreadKind.PLATFORM;
    }

    private List<Measured> measured() {
        Mode mode = params.getMode();
        if (params.getBenchmark().startsWith(SimulationSteps.class.getName())) {
            add(Metric.STEPS, runs(JmhResults::steps, JmhResults::steps, Statistics::getMean));
            return measured;
        }
        if (mode == Mode.SampleTime) {
            add(Metric.P50, statistics(it -> it.getPercentile(50)));
            add(Metric.P99, statistics(it -> it.getPercentile(99)));
            add(Metric.MAX, statistics(Statistics::getMax));
            add(Metric.MEAN, statistics(Statistics::getMean));
        } else if (mode == Mode.Throughput) {
            double mib = OneWay.batchBytes(size(params)) / MIB;
            add(Metric.THROUGHPUT, statistics(batches -> batches.getMean() * mib));
        } else {
            add(Metric.TIME, statistics(Statistics::getMean));
        }
        List<Double> allocated = allocated();
        if (!allocated.isEmpty()) {
            double operations = mode == Mode.Throughput ? (double) OneWay.batchBytes(size(params)) / size(params) : 1;
            add(
                    Metric.ALLOCATION,
                    allocated.stream().map(bytes -> bytes / operations).toList());
        }
        return measured;
    }

    private void add(Metric metric, List<Double> runs) {
        Transport transport = transport(params);
        Row row = new Row(benchmark(params), transport.family(), threads(params), size(params), metric);
        measured.add(new Measured(row, transport.label(), runs));
    }

    private List<Double> statistics(ToDoubleFunction<Statistics> value) {
        return runs(
                fork -> Optional.of(fork.getPrimaryResult()),
                iteration -> Optional.of(iteration.getPrimaryResult()),
                value);
    }

    private static Optional<Result<?>> steps(BenchmarkResult fork) {
        return Optional.ofNullable(fork.getSecondaryResults().get(STEPS));
    }

    private static Optional<Result<?>> steps(IterationResult iteration) {
        return Optional.ofNullable(iteration.getSecondaryResults().get(STEPS));
    }

    /** JMH leaves the figure out where nothing at all was allocated. */
    private List<Double> allocated() {
        List<Double> bytes = runs(
                fork -> Optional.ofNullable(fork.getSecondaryResults().get(ALLOCATED)),
                iteration -> Optional.ofNullable(iteration.getSecondaryResults().get(ALLOCATED)),
                Statistics::getMean);
        boolean profiled = forks.getFirst().getSecondaryResults().containsKey(ALLOCATION_RATE);
        return bytes.isEmpty() && profiled ? List.of(0.0) : bytes;
    }

    private List<Double> runs(
            Function<BenchmarkResult, Optional<Result<?>>> ofFork,
            Function<IterationResult, Optional<Result<?>>> ofIteration,
            ToDoubleFunction<Statistics> value) {
        Stream<Optional<Result<?>>> runs = forks.size() > 1
                ? forks.stream().map(ofFork)
                : forks.getFirst().getIterationResults().stream().map(ofIteration);
        return runs.flatMap(Optional::stream)
                .map(result -> value.applyAsDouble(result.getStatistics()))
                .toList();
    }

    /** A value for people: three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.005 ? "%.2f" : "%.0f", value);
    }
}
