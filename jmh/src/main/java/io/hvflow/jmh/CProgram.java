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
import org.jspecify.annotations.Nullable;

/**
 * The limit: plain system calls in C, compiled on the spot by the machine's compiler, or beforehand where there is none.
 */
final class CProgram implements AutoCloseable {
    static final String DIRECT = "C, a system call each";
    static final String COALESCING = "C, coalescing";

    private static final long SECONDS_TO_COMPILE = 60;
    private static final long SECONDS_TO_END = 20;
    private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");

    /** The system property that names a program which has been compiled beforehand. */
    private static final String COMPILED = "hvflow.bench.limit";

    private final Path binary;

    /** Where it was compiled; null if beforehand. */
    private final @Nullable Path directory;

    private CProgram(Path binary, @Nullable Path directory) {
        this.binary = binary;
        this.directory = directory;
    }

    /** Compiles it, unless that has been done; fails with what is absent, or with what the compiler says. */
    static CProgram compiled() throws IOException, InterruptedException {
        String beforehand = System.getProperty(COMPILED);
        if (beforehand != null) {
            return new CProgram(Path.of(beforehand), null);
        }
        Path directory = Files.createTempDirectory("hvflow-limit");
        CProgram program = new CProgram(directory.resolve("limit"), directory);
        try {
            program.compile(directory.resolve("limit.c"));
            return program;
        } catch (IOException | InterruptedException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private void compile(Path source) throws IOException, InterruptedException {
        try (InputStream text = CProgram.class.getResourceAsStream("limit.c")) {
            if (text == null) {
                throw new IllegalStateException("limit.c is missing from the jar");
            }
            Files.copy(text, source);
        }
        for (String compiler : COMPILERS) {
            if (onPath(compiler)) {
                ChildProcess.output(
                        SECONDS_TO_COMPILE,
                        List.of(compiler, "-O2", "-pthread", "-o", binary.toString(), source.toString()));
                return;
            }
        }
        throw new IOException("absent: it needs a C compiler on the PATH: " + String.join(", ", COMPILERS));
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
    List<Double> oneWay(Family family, boolean coalescing, int size, long millis, int runs)
            throws IOException, InterruptedException {
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            Map<String, Double> values =
                    run(family, coalescing ? "coalescing" : "direct", size, OneWay.batchBytes(size), millis, 0);
            scores.add(value(values, "throughput"));
        }
        return scores;
    }

    /** Microseconds of each run. */
    Map<Metric, List<Double>> roundTrip(Family family, int size, long millis, int runs)
            throws IOException, InterruptedException {
        Map<Metric, List<Double>> times = new EnumMap<>(Metric.class);
        for (int i = 0; i < runs; i++) {
            Map<String, Double> values = run(family, "round-trip", size, size, millis, 0);
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
    Map<String, Double> run(Family family, String mode, int size, int batch, long millis, int changes)
            throws IOException, InterruptedException {
        Map<String, Double> values = new java.util.LinkedHashMap<>();
        List<String> command = List.of(
                binary.toString(),
                family == Family.VSOCK ? "vsock" : "unix",
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

    @Override
    public void close() throws IOException {
        if (directory != null) {
            Files.deleteIfExists(directory.resolve("limit.c"));
            Files.deleteIfExists(binary);
            Files.delete(directory);
        }
    }
}
