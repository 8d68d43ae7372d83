package io.hvflow.jmh;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** A line for each benchmark as it ends, in place of JMH's page; and of those that failed, what they said. */
final class Progress implements OutputFormat {
    private static final String FAILURE = "<failure>";

    private final PrintStream out;
    private final List<Missing> failed = new ArrayList<>();
    private final StringBuilder said = new StringBuilder();
    private @Nullable BenchmarkParams running;

    Progress(PrintStream out) {
        this.out = out;
    }

    /** What has failed so far. */
    List<Missing> failed() {
        return List.copyOf(failed);
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        endBenchmark(null); // in this JVM, JMH does not tell of the end of what failed
        running = params;
        said.setLength(0);
        out.printf(Locale.ROOT, "  %-66s", title(params));
        out.flush();
    }

    private static String title(BenchmarkParams params) {
        Transport transport = JmhResults.transport(params);
        return new Row(
                                JmhResults.benchmark(params),
                                transport.family(),
                                JmhResults.threads(params),
                                JmhResults.size(params),
                                Metric.TIME)
                        .title()
                + ", " + transport.label();
    }

    @Override
    public void endBenchmark(@Nullable BenchmarkResult result) {
        BenchmarkParams params = running;
        running = null;
        if (params == null) {
            return;
        }
        if (result == null) {
            failed.add(new Missing(
                    JmhResults.benchmark(params),
                    JmhResults.transport(params).family(),
                    JmhResults.threads(params),
                    JmhResults.size(params),
                    JmhResults.transport(params).label(),
                    reason()));
            out.println(" failed: " + reason());
            return;
        }
        JmhResults.of(List.of(new RunResult(params, List.of(result)))).stream()
                .filter(it -> it.row().metric() != Metric.MEAN)
                .forEach(it -> out.print("  " + JmhResults.number(it.median()) + " "
                        + it.row().metric().unit()));
        out.println();
    }

    /** The first line of what the fork said of its failure; the cause stands in it. */
    private String reason() {
        List<String> lines = said.toString().lines().map(String::strip).toList();
        List<String> hints = lines.stream()
                .filter(line -> line.startsWith(Benchmarks.HANGS)
                        || line.contains("Exception: ")
                        || line.contains("Error: ")
                        || line.contains("exit code"))
                .toList();
        return hints.isEmpty()
                ? String.join(
                        " ",
                        lines.stream()
                                .filter(it -> !it.isEmpty() && !it.equals(FAILURE))
                                .toList())
                : hints.getFirst();
    }

    @Override
    public void print(String text) {
        said.append(text);
    }

    @Override
    public void println(String text) {
        said.append(text).append('\n');
    }

    @Override
    public void verbosePrintln(String text) {
        // What nobody asked for.
    }

    @Override
    public void write(int b) {
        said.append((char) b);
    }

    @Override
    public void write(byte[] bytes) {
        said.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        endBenchmark(null);
    }

    @Override
    public void startRun() {}

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

    @Override
    public void iterationResult(
            BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {}

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
