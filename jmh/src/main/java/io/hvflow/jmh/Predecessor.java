package io.hvflow.jmh;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The goals against ocaml-hvsock 3.0.1 with its default sizes, whose figures were taken beside the same C program on another
 * machine: they are scaled by what that program does here.
 */
final class Predecessor {
    private static final double THROUGHPUT_64 = 264;
    private static final double LIMIT_64 = 79;
    private static final double THROUGHPUT_64K = 898;
    private static final double LIMIT_64K = 6615;
    private static final double P50 = 118;
    private static final double LIMIT_P50 = 43;

    private Predecessor() {}

    static void goals(Results results, List<Goal> goals) {
        throughput(results, goals, 64, THROUGHPUT_64 / LIMIT_64, 10);
        throughput(results, goals, 65536, THROUGHPUT_64K / LIMIT_64K, 5);
        Row row = new Row(Part.ROUND_TRIP, Family.UNIX, ThreadKind.PLATFORM, 1, Metric.P50);
        Optional<Double> ratio = scaled(results, row, P50 / LIMIT_P50);
        goals.add(Goals.goal(
                "1 B round trip, platform threads, p50: at most a third of ocaml-hvsock's",
                ratio.map(Goals::times),
                ratio.map(it -> it <= 1 / 3.0)));
    }

    private static void throughput(Results results, List<Goal> goals, int size, double ofLimit, double least) {
        Row row = new Row(Part.ONE_WAY, Family.UNIX, ThreadKind.PLATFORM, size, Metric.THROUGHPUT);
        Optional<Double> ratio = scaled(results, row, ofLimit);
        goals.add(Goals.goal(
                String.format(
                        Locale.ROOT, "%s writes, throughput: at least %.0fx ocaml-hvsock", Row.sizeText(size), least),
                ratio.map(Goals::times),
                ratio.map(it -> it >= least)));
    }

    /** The flow in units of what the predecessor would do here. */
    private static Optional<Double> scaled(Results results, Row row, double ofLimit) {
        return results.flow(row)
                .flatMap(flow -> results.of(row, CProgram.DIRECT).map(c -> flow.median() / (c.median() * ofLimit)));
    }
}
