package io.hvflow.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs under JMH, for a few milliseconds, and checks its data. */
@Timeout(300) // starts nine JVMs, on whatever machine
class BenchmarksTest {
    private static final int TRANSPORTS = Transport.values().length;

    @Test
    void platformThreadsMoveTheRightBytesOnEveryTransport() throws RunnerException {
        assertTable(run(PlatformThreads.class, 0), "PlatformThreads");
    }

    @Test
    void virtualThreadsMoveTheRightBytesOnEveryTransport() throws RunnerException {
        // JMH takes the kind of its worker from the command line of a JVM.
        assertTable(run(VirtualThreads.class, 1), "VirtualThreads");
    }

    private static Collection<RunResult> run(Class<?> benchmarks, int forks) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + benchmarks.getSimpleName() + "\\.")
                .param("size", "4096")
                .forks(forks)
                .warmupIterations(0)
                .measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return new Runner(options.build()).run();
    }

    private static void assertTable(Collection<RunResult> results, String benchmarks) {
        assertThat(results).as("oneWayMiB, and roundTrip in two modes").hasSize(3 * TRANSPORTS);
        String table = new Ratios(results).toString();
        String cells = " +[0-9.]+ +[0-9.]+x +[0-9.]+ +[0-9.]+x +[0-9.]+ *(\n|$)";
        for (String row : new String[] {
            ".oneWayMiB +4096 +ops/s",
            ".roundTrip +4096 +p50 us/op",
            ".roundTrip +4096 +p99 us/op",
            ".roundTrip +4096 +mean us/op"
        }) {
            assertThat(table).containsPattern(benchmarks + row + cells);
        }
        assertThat(table).doesNotContain(" - ");
    }
}
