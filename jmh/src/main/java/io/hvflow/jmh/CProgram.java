package io.hvflow.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The limit: plain system calls in C, compiled on the spot by the machine's compiler. */
final class CProgram implements AutoCloseable {
    static final String DIRECT = "C, a system call each";
    static final String COALESCING = "C, coalescing";

    private static final long SECONDS_TO_COMPILE = 60;
    private static final long SECONDS_TO_END = 20;
    private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");

    private final Path directory;

    private CProgram(Path directory) {
        this.directory = directory;
    }

    /** Compiles it; fails with what is absent, or with what the compiler says. */
    static CProgram compiled() throws IOException, InterruptedException {
        CProgram program = new CProgram(Files.createTempDirectory("hvflow-limit"));
        try {
            program.compile();
            return program;
        } catch (IOException | InterruptedException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private void compile() throws IOException, InterruptedException {
        try (InputStream source = CProgram.class.getResourceAsStream("limit.c")) {
            if (source == null) {
                throw new IllegalStateException("limit.c is missing from the jar");
            }
            Files.copy(source, source());
        }
        for (String compiler : COMPILERS) {
            if (onPath(compiler)) {
                ChildProcess.output(
                        SECONDS_TO_COMPILE,
                        List.of(compiler, "-O2", "-pthread", "-o", binary().toString(), source().toString()));
                return;
            }
        }
        throw new IOException("absent: no C compiler (" + String.join(", ", COMPILERS) + ") on the PATH");
    }

    private static boolean onPath(String command) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }

    /** MiB/s of each run. */
    List<Double> oneWay(boolean coalescing, int size, long millis, int runs) throws IOException, InterruptedException {
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            Map<String, Double> values =
                    run(coalescing ? "coalescing" : "direct", size, OneWay.batchBytes(size), millis, 0);
            scores.add(value(values, "throughput"));
        }
        return scores;
    }

    /** Microseconds of each run. */
    Map<Metric, List<Double>> roundTrip(int size, long millis, int runs) throws IOException, InterruptedException {
        Map<Metric, List<Double>> times = new EnumMap<>(Metric.class);
        for (int i = 0; i < runs; i++) {
            Map<String, Double> values = run("round-trip", size, size, millis, 0);
            times.computeIfAbsent(Metric.P50, key -> new ArrayList<>()).add(value(values, "p50"));
            times.computeIfAbsent(Metric.P99, key -> new ArrayList<>()).add(value(values, "p99"));
            times.computeIfAbsent(Metric.MAX, key -> new ArrayList<>()).add(value(values, "max"));
            times.computeIfAbsent(Metric.MEAN, key -> new ArrayList<>()).add(value(values, "mean"));
        }
        return times;
    }

    private static double value(Map<String, Double> values, String name) throws IOException {
        Double value = values.get(name);
        if (value == null) {
            throw new IOException("the C program says nothing of " + name + ", only " + values);
        }
        return value;
    }

    /** What the program prints; {@code changes} makes it change a byte on the way, to see that it notices. */
    Map<String, Double> run(String mode, int size, int batch, long millis, int changes)
            throws IOException, InterruptedException {
        Map<String, Double> values = new java.util.LinkedHashMap<>();
        List<String> command = List.of(
                binary().toString(),
                mode,
                String.valueOf(size),
                String.valueOf(batch),
                String.valueOf(millis),
                String.valueOf(changes));
        long deadline = SECONDS_TO_END + TimeUnit.MILLISECONDS.toSeconds(2 * millis);
        for (String line : ChildProcess.output(deadline, command).lines().toList()) {
            int space = line.indexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        }
        return values;
    }

    private Path source() {
        return directory.resolve("limit.c");
    }

    private Path binary() {
        return directory.resolve("limit");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(source());
        Files.deleteIfExists(binary());
        Files.delete(directory);
    }
}
