package io.hvflow.conformance.suite;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What threads are doing, virtual ones too, which {@link Thread#getAllStackTraces} does not show. */
final class ThreadDump {
    private static final int MAX_FRAMES = 30;

    private ThreadDump() {}

    /**
     * The threads of that prefix, and all others that are inside of a flow.
     *
     * @return their names, states and stacks; empty where the virtual machine offers no dump
     */
    static Optional<String> of(String threadPrefix) {
        HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (diagnostics == null) {
            return Optional.empty();
        }
        try {
            Path directory = Files.createTempDirectory("hvflow-dump");
            Path file = directory.resolve("threads.txt");
            try {
                diagnostics.dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
                return Optional.of(relevant(Files.readString(file), threadPrefix));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            return Optional.of("no thread dump: " + e);
        }
    }

    /** Picks from a dump's paragraphs, one for each thread. */
    static String relevant(String dump, String threadPrefix) {
        return Arrays.stream(dump.split("\n\\s*\n"))
                .filter(thread -> thread.startsWith("#"))
                .filter(thread -> thread.contains("\"" + threadPrefix) || isInFlow(thread))
                .map(ThreadDump::shortened)
                .collect(Collectors.joining("\n\n"));
    }

    /** The suite's own frames do not count: its other trials are inside of it too. */
    private static boolean isInFlow(String thread) {
        return thread.lines().anyMatch(line -> line.contains("io.hvflow.") && !line.contains("io.hvflow.conformance"))
                && !thread.contains("\"trial-");
    }

    private static String shortened(String thread) {
        return thread.lines().limit(MAX_FRAMES + 1).collect(Collectors.joining("\n"));
    }
}
