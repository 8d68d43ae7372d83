package io.hvflow.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The goals, and how a run stands to them: medians, as ratios to the peers of the same run. */
final class Goals {
    private static final String JDK = Transport.JDK_UNIX.label();
    private static final String OKIO = Transport.OKIO_SOCKET.label();
    private static final double HALF_A_BYTE = 0.5;

    /** What JMH allocates for each iteration comes to some bytes an operation where there are few operations. */
    private static final double OF_JMH = 16;

    private static final int KIB = 1024;

    private final Results results;
    private final List<Goal> goals = new ArrayList<>();

    private Goals(Results results) {
        this.results = results;
    }

    static List<Goal> of(Results results) {
        return new Goals(results).all();
    }

    private List<Goal> all() {
        oneWay(64, JDK, 30);
        oneWay(64, CProgram.COALESCING, 0.5);
        oneWay(4 * KIB, JDK, 1.5);
        oneWay(4 * KIB, CProgram.COALESCING, 0.7);
        oneWay(64 * KIB, CProgram.DIRECT, 0.95);
        bestPeer();
        trip(ThreadKind.PLATFORM, Metric.P50, CProgram.DIRECT, 1.10);
        trip(ThreadKind.PLATFORM, Metric.P99, CProgram.DIRECT, 1.10);
        trip(ThreadKind.VIRTUAL, Metric.P50, JDK, 1.0);
        loneWrite();
        for (String call : List.of("write", "readSome", "readInto")) {
            allocation(call, 64, HALF_A_BYTE);
            allocation(call, 64 * KIB, OF_JMH);
        }
        atMost("10,000 idle flows: no thread of their own", idle(Metric.THREADS), 0);
        atMost("10,000 idle flows: at most 1 KiB of heap each", idle(Metric.HEAP), KIB);
        atMost("10,000 idle flows: no native buffer each", idle(Metric.NATIVE), 0);
        manyFlows();
        Row chunks = new Row(Part.ONE_WAY, Family.MEMORY, ThreadKind.VIRTUAL, 8 * KIB, Metric.THROUGHPUT);
        atLeast("sim:, 8 KiB chunks, virtual threads: at least 2x okio's socket pair", chunks, OKIO, 2);
        Row trip = new Row(Part.ROUND_TRIP, Family.MEMORY, ThreadKind.VIRTUAL, 64, Metric.P50);
        atMost("sim:, 64 B round trip, virtual threads, p50: at most 1.0x of okio's socket pair", trip, OKIO, 1.0);
        Predecessor.goals(results, goals);
        return goals;
    }

    private void oneWay(int size, String peer, double least) {
        Row row = new Row(Part.ONE_WAY, Family.UNIX, ThreadKind.PLATFORM, size, Metric.THROUGHPUT);
        atLeast(
                String.format(
                        Locale.ROOT, "%s writes, throughput: at least %sx of %s", Row.sizeText(size), least, peer),
                row,
                peer,
                least);
    }

    private void bestPeer() {
        Row row = new Row(Part.ONE_WAY, Family.UNIX, ThreadKind.PLATFORM, 64 * KIB, Metric.THROUGHPUT);
        Optional<Measured> best = results.of(row).stream()
                .filter(it -> !it.ours() && !it.peer().startsWith("C,"))
                .max((a, b) -> Double.compare(a.median(), b.median()));
        String name = best.map(it -> ", " + it.peer()).orElse("");
        atLeast(
                "64 KiB writes, throughput: at least 0.95x of the best peer on the JVM" + name,
                row,
                best.map(Measured::peer).orElse(""),
                0.95);
    }

    private void trip(ThreadKind threads, Metric metric, String peer, double most) {
        Row row = new Row(Part.ROUND_TRIP, Family.UNIX, threads, 1, metric);
        atMost(
                String.format(
                        Locale.ROOT,
                        "1 B round trip, %s threads, %s: at most %.2fx of %s",
                        threads.text(),
                        metric.name().toLowerCase(Locale.ROOT),
                        most,
                        peer),
                row,
                peer,
                most);
    }

    /** Batching that waits for company would make it longer by far more than a tenth. */
    private void loneWrite() {
        Row row = new Row("loneRoundTrip", Family.UNIX, ThreadKind.PLATFORM, 1, Metric.P50);
        atMost(
                "a lone write's delay by coalescing: none (round trip after a pause, at most 1.1x of " + JDK + ")",
                row,
                JDK,
                1.1);
    }

    private void allocation(String call, int size, double below) {
        Row row = new Row(call, Family.UNIX, ThreadKind.PLATFORM, size, Metric.ALLOCATION);
        judge(
                String.format(
                        Locale.ROOT, "no allocation by %s of %s (below %.1f B/op)", call, Row.sizeText(size), below),
                results.flow(row).map(it -> JmhResults.number(it.median()) + " B/op"),
                results.flow(row).map(it -> it.median() < below));
    }

    private Optional<Measured> idle(Metric metric) {
        return results.measured().stream()
                .filter(it -> it.row().benchmark().equals(ManyFlows.IDLE)
                        && it.row().family() == Family.UNIX
                        && it.row().metric() == metric)
                .findFirst();
    }

    private void manyFlows() {
        List<Measured> traffic = results.measured().stream()
                .filter(it ->
                        it.row().benchmark().equals(ManyFlows.BUSY) && it.row().family() == Family.UNIX && it.ours())
                .sorted((a, b) -> Integer.compare(a.row().size(), b.row().size()))
                .toList();
        Optional<Double> ratio = traffic.size() < 2
                ? Optional.empty()
                : Optional.of(traffic.getLast().median() / traffic.getFirst().median());
        judge(
                "10,000 flows with traffic, virtual threads: at least 0.8x of the throughput of 10",
                ratio.map(Goals::times),
                ratio.map(it -> it >= 0.8));
    }

    private void atLeast(String text, Row row, String peer, double least) {
        Optional<Double> ratio = ratio(row, peer);
        judge(text, ratio.map(Goals::times), ratio.map(it -> it >= least));
    }

    private void atMost(String text, Row row, String peer, double most) {
        Optional<Double> ratio = ratio(row, peer);
        judge(text, ratio.map(Goals::times), ratio.map(it -> it <= most));
    }

    private void atMost(String text, Optional<Measured> value, double most) {
        judge(text, value.map(it -> JmhResults.number(it.median())), value.map(it -> it.median() <= most));
    }

    /** The flow's value in units of the peer's. */
    private Optional<Double> ratio(Row row, String peer) {
        return results.flow(row).flatMap(flow -> results.of(row, peer).map(it -> flow.median() / it.median()));
    }

    private void judge(String text, Optional<String> measured, Optional<Boolean> reached) {
        goals.add(goal(text, measured, reached));
    }

    static Goal goal(String text, Optional<String> measured, Optional<Boolean> reached) {
        Goal.Standing standing = reached.map(it -> it ? Goal.Standing.REACHED : Goal.Standing.MISSED)
                .orElse(Goal.Standing.UNKNOWN);
        return new Goal(text, measured.orElse(""), standing);
    }

    static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", ratio);
    }
}
