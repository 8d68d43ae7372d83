package io.hvflow.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Carries out a plan, as far as JMH's options on the command line leave it as it is. */
final class Bench {
    private final Plan plan;
    private final CommandLineOptions given;
    private final CommandLineOptions settings;
    private final PrintStream out;
    private final Progress progress;
    private final List<Measured> measured = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Map<Transport, String> absent = new EnumMap<>(Transport.class);

    /**
     * Ready to run.
     *
     * @param plan what to run
     * @param given the command line, of which the patterns choose
     * @param settings the same without its patterns
     * @param out where progress is told
     */
    Bench(Plan plan, CommandLineOptions given, CommandLineOptions settings, PrintStream out) {
        this.plan = plan;
        this.given = given;
        this.settings = settings;
        this.out = out;
        this.progress = new Progress(out);
    }

    Results run() throws RunnerException, InterruptedException {
        for (Transport transport : Transport.values()) {
            transport.absent().ifPresent(why -> absent.put(transport, why));
        }
        for (Part part : plan.parts()) {
            for (ThreadKind kind : part.threads()) {
                if (chosen(part.name(kind))) {
                    run(part, kind);
                }
            }
        }
        String simulation = SimulationSteps.class.getName();
        if (chosen(simulation + ".run")) {
            String include = Pattern.quote(simulation) + "\\.run$";
            measured.addAll(JmhResults.of(new Runner(options(include).build(), progress).run()));
        }
        for (ManyFlows.Job job : ManyFlows.jobs()) {
            if (chosen(ManyFlows.class.getName() + "." + job.benchmark())) {
                many(job);
            }
        }
        if (measured.isEmpty() && missing.isEmpty() && progress.failed().isEmpty()) {
            throw new NoBenchmarksException();
        }
        missing.addAll(progress.failed());
        return new Results(plan.name(), Environment.here(), measured, missing);
    }

    private boolean chosen(String name) {
        return matches(given.getIncludes(), name, true) && !matches(given.getExcludes(), name, false);
    }

    private static boolean matches(List<String> patterns, String name, boolean ifNone) {
        return patterns.isEmpty()
                ? ifNone
                : patterns.stream()
                        .anyMatch(it -> Pattern.compile(it).matcher(name).find());
    }

    private void run(Part part, ThreadKind kind) throws RunnerException, InterruptedException {
        Set<Transport> transports = EnumSet.noneOf(Transport.class);
        transports.addAll(part.transports());
        given("transport")
                .ifPresent(names ->
                        transports.retainAll(names.map(Transport::valueOf).toList()));
        absent(part, kind, transports);
        transports.removeAll(absent.keySet());
        if (kind == ThreadKind.PLATFORM) {
            limit(part, transports);
        }
        if (transports.isEmpty()) {
            return;
        }
        ChainedOptionsBuilder chain = options(part.include(kind))
                .param("transport", transports.stream().map(Enum::name).toArray(String[]::new));
        if (!part.sizes().isEmpty()) {
            chain.param("size", sizes(part).stream().map(String::valueOf).toArray(String[]::new));
        }
        measured.addAll(JmhResults.of(new Runner(chain.build(), progress).run()));
    }

    private ChainedOptionsBuilder options(String include) {
        return new OptionsBuilder()
                .parent(settings)
                .include(include)
                .forks(given.getForkCount().orElse(plan.forks()))
                .warmupIterations(given.getWarmupIterations().orElse(plan.warmups()))
                .warmupTime(given.getWarmupTime().orElse(TimeValue.milliseconds(plan.millis())))
                .measurementIterations(given.getMeasurementIterations().orElse(plan.iterations()))
                .measurementTime(given.getMeasurementTime().orElse(TimeValue.milliseconds(plan.millis())))
                .verbosity(given.verbosity().orElse(VerboseMode.NORMAL))
                .addProfiler(GCProfiler.class);
    }

    /** What this machine does not have is told once for every benchmark that it is missing from. */
    private void absent(Part part, ThreadKind kind, Collection<Transport> transports) {
        for (Transport transport : transports) {
            String why = absent.get(transport);
            if (why != null) {
                for (int size : part.sizes().isEmpty() ? List.of(0) : sizes(part)) {
                    missing.add(new Missing(part.benchmark(), transport.family(), kind, size, transport.label(), why));
                }
            }
        }
    }

    private List<Integer> sizes(Part part) {
        return given("size").map(sizes -> sizes.map(Integer::valueOf).toList()).orElse(part.sizes());
    }

    private java.util.Optional<Stream<String>> given(String parameter) {
        return given.getParameter(parameter).hasValue()
                ? java.util.Optional.of(given.getParameter(parameter).get().stream())
                : java.util.Optional.empty();
    }

    /** The same by plain system calls, over each kind of socket that a flow is measured on. */
    private void limit(Part part, Set<Transport> transports) throws InterruptedException {
        if (!List.of(Part.ONE_WAY, Part.ROUND_TRIP).contains(part.benchmark())) {
            return;
        }
        Set<Family> families = EnumSet.noneOf(Family.class);
        transports.forEach(it -> families.add(it.family()));
        families.remove(Family.MEMORY);
        try (CProgram program = CProgram.compiled()) {
            for (Family family : families) {
                for (int size : sizes(part)) {
                    limit(new Row(part.benchmark(), family, ThreadKind.PLATFORM, size, Metric.THROUGHPUT), program);
                }
            }
        } catch (IOException e) {
            out.println("  C: " + e.getMessage());
            for (Family family : families) {
                for (int size : sizes(part)) {
                    missing.add(new Missing(
                            part.benchmark(), family, ThreadKind.PLATFORM, size, "C", String.valueOf(e.getMessage())));
                }
            }
        }
    }

    private void limit(Row row, CProgram program) throws InterruptedException {
        Family family = row.family();
        int size = row.size();
        int runs = plan.limitRuns();
        long millis = plan.millis() * plan.iterations();
        if (row.benchmark().equals(Part.ROUND_TRIP)) {
            limit(row, CProgram.DIRECT, () -> program.roundTrip(family, size, millis, runs));
            return;
        }
        limit(row, CProgram.DIRECT, () -> Map.of(Metric.THROUGHPUT, program.oneWay(family, false, size, millis, runs)));
        limit(
                row,
                CProgram.COALESCING,
                () -> Map.of(Metric.THROUGHPUT, program.oneWay(family, true, size, millis, runs)));
    }

    private void many(ManyFlows.Job job) throws InterruptedException {
        Row row = job.row(Metric.THROUGHPUT);
        measure(row, job.transport().label(), () -> ManyFlows.run(job, plan.limitRuns()));
    }

    private void limit(Row row, String peer, Callable<Map<Metric, List<Double>>> program) throws InterruptedException {
        measure(
                row,
                peer,
                () -> program.call().entrySet().stream()
                        .map(it -> new Measured(row.of(it.getKey()), peer, it.getValue()))
                        .toList());
    }

    /** A program that fails, or hangs, is missing from the results, with what it said. */
    private void measure(Row row, String peer, Callable<List<Measured>> program) throws InterruptedException {
        out.printf(Locale.ROOT, "  %-66s", row.title() + ", " + peer);
        out.flush();
        try {
            List<Measured> values = program.call();
            measured.addAll(values);
            values.forEach(it -> out.print("  " + JmhResults.number(it.median()) + " "
                    + it.row().metric().unit()));
            out.println();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            String reason = String.valueOf(e.getMessage());
            out.println(" failed: " + reason);
            missing.add(new Missing(row.benchmark(), row.family(), row.threads(), row.size(), peer, reason));
        }
    }
}
