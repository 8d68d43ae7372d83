package io.hvflow.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
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
    private static final int TRANSPORTS = (int)
            Stream.of(Transport.values()).filter(it -> it.absent().isEmpty()).count();

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
                .param(
                        "transport",
                        Stream.of(Transport.values())
                                .filter(it -> it.absent().isEmpty())
                                .map(Enum::name)
                                .toArray(String[]::new))
                .forks(forks)
                .warmupIterations(0)
                .measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return new Runner(options.build()).run();
    }

    private static void assertTable(Collection<RunResult> results, String benchmarks) {
        assertThat(results).as(benchmarks + ": oneWay and roundTrip").hasSize(2 * TRANSPORTS);
        assertThat(JmhResults.of(results))
                .filteredOn(it -> List.of(Metric.THROUGHPUT, Metric.P50, Metric.P99)
                        .contains(it.row().metric()))
                .hasSize(3 * TRANSPORTS)
                .allSatisfy(it -> assertThat(it.median()).isPositive());
    }
}
