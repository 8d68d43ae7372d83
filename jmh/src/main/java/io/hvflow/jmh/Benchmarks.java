package io.hvflow.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;

/**
 * The benchmarks, each written once. A subclass is all of them on one kind of thread.
 *
 * <p>JMH's own worker is of that kind, rather than a thread that it waits for: a hand-over would cost as much as the round
 * trip that is measured.
 */
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Timeout(time = 20)
public abstract class Benchmarks {
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Spares the report the JVM's warnings of what JMH itself does. */
    static final String JMH_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    /** How the line begins that a benchmark prints which hangs. */
    static final String HANGS = "hangs, or is too slow: ";

    /** How long an interrupt may take to end a benchmark. */
    private static final long PATIENCE_MILLIS = 5000;

    /** Set in the JVMs that exist for one benchmark only. */
    static final String FORKED = "hvflow.bench.fork";

    private static final int STATUS_OF_HANG = 75;

    private final ThreadKind kind;
    private final Timer timer = new Timer("watch", true);
    private volatile @Nullable TimerTask watch;

    Benchmarks(ThreadKind kind) {
        this.kind = kind;
    }

    /** Fails where JMH's options have taken the wanted kind of thread away. */
    @Setup
    public void checkThread() {
        if (ThreadKind.current() != kind) {
            throw new IllegalStateException("benchmarks for " + kind + " threads run on a " + ThreadKind.current()
                    + " thread: they need a fork of their own (not -f 0), and JVM arguments go into -jvmArgsAppend");
        }
    }

    /**
     * Begins to watch an iteration, on the thread that runs it.
     *
     * @param benchmark knows the time-out
     * @param iteration knows how long it is to take
     */
    @Setup(Level.Iteration)
    public void watch(BenchmarkParams benchmark, IterationParams iteration) {
        watch(benchmark.getTimeout().convertTo(TimeUnit.MILLISECONDS)
                + iteration.getTime().convertTo(TimeUnit.MILLISECONDS));
    }

    /**
     * A transport that hangs is to end as a failure; JMH's own time-out begins only after the measured loop. One that does not
     * even heed an interrupt takes its JVM with it.
     */
    void watch(long millis) {
        Thread worker = Thread.currentThread();
        watch = after(millis, () -> {
            System.out.println("\n" + HANGS + "interrupted after " + millis + " ms");
            worker.interrupt();
            watch = after(PATIENCE_MILLIS, () -> {
                if (Boolean.getBoolean(FORKED)) {
                    Runtime.getRuntime().halt(STATUS_OF_HANG);
                }
            });
        });
    }

    private TimerTask after(long millis, Runnable action) {
        TimerTask task = new TimerTask() {
            @Override
            public void run() {
                action.run();
            }
        };
        timer.schedule(task, millis);
        return task;
    }

    /** The iteration has come to its end. */
    @TearDown(Level.Iteration)
    public void unwatch() {
        TimerTask last = watch;
        if (last != null) {
            last.cancel();
        }
    }

    /** Ends the watching. */
    @TearDown
    public void stopWatching() {
        timer.cancel();
    }

    /**
     * One way, writing {@code size} bytes at a time; an operation is a whole batch that has arrived.
     *
     * @param stream the stream
     * @throws IOException if it fails
     * @throws InterruptedException if JMH gives up
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public void oneWay(OneWay stream) throws IOException, InterruptedException {
        stream.batch();
    }

    /**
     * There and back, with nothing else under way.
     *
     * @param stream the stream
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void roundTrip(RoundTrip stream) throws IOException {
        stream.trip();
    }

    /**
     * There and back after a pause: what a lone write costs.
     *
     * @param stream the stream
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void loneRoundTrip(LoneTrip stream) throws IOException {
        stream.trip();
    }

    /**
     * One {@code write}, while the other end drains the flow.
     *
     * @param stream what is used
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void write(Writes stream) throws IOException {
        stream.write();
    }

    /**
     * One {@code writev} of four pieces, while the other end drains the flow.
     *
     * @param stream what is used
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void writev(Writes stream) throws IOException {
        stream.writev();
    }

    /**
     * One {@code read()} into a fresh buffer, while the other end writes all the time.
     *
     * @param stream what is used
     * @return what came, which JMH consumes
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public ByteBuffer read(Reads stream) throws IOException {
        return stream.read();
    }

    /**
     * One {@code read(dst)}, while the other end writes all the time.
     *
     * @param stream what is used
     * @return what came, which JMH consumes
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public ByteBuffer readSome(Reads stream) throws IOException {
        return stream.readSome();
    }

    /**
     * One {@code readInto(dst)}, while the other end writes all the time.
     *
     * @param stream what is used
     * @return what came, which JMH consumes
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public ByteBuffer readInto(Reads stream) throws IOException {
        return stream.readInto();
    }

    /**
     * A connection that is made, accepted, and closed at both ends, all by one thread.
     *
     * @param connections what is used
     * @throws IOException if it fails
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void connectAndClose(Connections connections) throws IOException {
        connections.connectAndClose();
    }
}
