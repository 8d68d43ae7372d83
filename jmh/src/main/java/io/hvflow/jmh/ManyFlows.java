package io.hvflow.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Ten thousand flows, idle and busy, each measured in a JVM of its own; both ends of a stream count as flows. */
final class ManyFlows {
    static final String IDLE = "idleFlows";
    static final String BUSY = "busyFlows";

    private static final int MANY = 10_000;
    private static final int FEW = 10;
    private static final long SECONDS = 120;
    private static final List<Transport> TRANSPORTS =
            List.of(Transport.FLOW_UNIX, Transport.JDK_UNIX, Transport.FLOW_SIM);

    private ManyFlows() {}

    /** What is to be measured: a row for which values are still to be found. */
    record Job(String benchmark, Transport transport, int flows) {
        Row row(Metric metric) {
            return new Row(benchmark, transport.family(), ThreadKind.VIRTUAL, flows, metric);
        }
    }

    static List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (Transport transport : TRANSPORTS) {
            jobs.add(new Job(IDLE, transport, MANY));
            jobs.add(new Job(BUSY, transport, FEW));
            jobs.add(new Job(BUSY, transport, MANY));
        }
        return jobs;
    }

    /** Runs one, and fails where it fails or takes too long. */
    static List<Measured> run(Job job, int rounds) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = List.of(
                java.toString(),
                Benchmarks.NATIVE_ACCESS,
                Benchmarks.JMH_UNSAFE,
                "-XX:NativeMemoryTracking=summary",
                "-cp",
                System.getProperty("java.class.path"),
                (job.benchmark().equals(IDLE) ? IdleFlows.class : BusyFlows.class).getName(),
                job.transport().name(),
                String.valueOf(job.flows()),
                String.valueOf(rounds));
        Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);
        for (String line : ChildProcess.output(SECONDS, command).lines().toList()) {
            String[] words = line.split(" ", -1);
            values.computeIfAbsent(Metric.valueOf(words[0]), key -> new ArrayList<>())
                    .add(Double.valueOf(words[1]));
        }
        return values.entrySet().stream()
                .map(it -> new Measured(job.row(it.getKey()), job.transport().label(), it.getValue()))
                .toList();
    }

    /** What those programs print: a line that {@link #run} understands. */
    static void print(Metric metric, double value) {
        System.out.println(metric + " " + value);
    }
}
