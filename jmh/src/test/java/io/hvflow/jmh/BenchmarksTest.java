package io.hvflow.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Every benchmark runs under JMH, for a few milliseconds, and checks its data. */
@Timeout(300) // on whatever machine
@Tag("long")
class BenchmarksTest {
    private static final String[] BRIEFLY = {"-wi", "0", "-i", "2", "-r", "5ms", "-p", "size=4096", "-foe", "true"};

    @Test
    void everyBenchmarkMovesTheRightBytesOnEveryTransport() throws Exception {
        Results results = run("-f", "0", "PlatformThreads");
        assertThat(results.missing())
                .filteredOn(it -> !it.reason().startsWith("absent: "))
                .isEmpty();
        for (Part part : Plan.full().parts()) {
            if (part.threads().contains(ThreadKind.PLATFORM)) {
                assertThat(peersOf(results, part.benchmark()))
                        .as(part.benchmark())
                        .containsAll(present(part.transports()));
            }
        }
        assertThat(results.measured())
                .filteredOn(it -> it.row().metric() != Metric.ALLOCATION)
                .allSatisfy(it -> assertThat(it.median()).isPositive());
    }

    @Test
    void virtualThreadsHaveForksOfTheirOwn() throws Exception {
        Results results = run("-f", "1", "-p", "transport=FLOW_UNIX,FLOW_SIM", "VirtualThreads.(oneWay|roundTrip)");
        assertThat(results.missing()).isEmpty();
        assertThat(results.measured())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.row().threads()).isEqualTo(ThreadKind.VIRTUAL));
        assertThat(peersOf(results, Part.ROUND_TRIP)).containsOnly(Family.UNIX.flow(), Family.MEMORY.flow());
    }

    private static Results run(String... more) throws Exception {
        String[] args = Stream.concat(Stream.of(BRIEFLY), Stream.of(more)).toArray(String[]::new);
        String[] settings =
                Stream.of(args).filter(it -> !it.equals(more[more.length - 1])).toArray(String[]::new);
        Plan full = Plan.full();
        Plan brief = new Plan("brief", full.parts(), 1, 0, 2, 5, 1);
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Bench(brief, new CommandLineOptions(args), new CommandLineOptions(settings), out).run();
    }

    private static Set<String> present(Collection<Transport> transports) {
        return transports.stream()
                .filter(it -> it.absent().isEmpty())
                .map(Transport::label)
                .collect(Collectors.toSet());
    }

    private static Set<String> peersOf(Results results, String benchmark) {
        return results.measured().stream()
                .filter(it -> it.row().benchmark().equals(benchmark))
                .map(Measured::peer)
                .collect(Collectors.toSet());
    }
}
