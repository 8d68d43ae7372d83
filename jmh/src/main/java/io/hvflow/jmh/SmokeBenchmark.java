package io.hvflow.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Shows that the harness runs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SmokeBenchmark {
    /**
     * Reads the clock.
     *
     * @return the clock's value
     */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }
}
