package io.hvflow.jmh;

import io.hvflow.FlowOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** A program that opens many streams, uses each in both directions, and prints what they hold while they rest. */
final class IdleFlows {
    private static final int USED_BYTES = 4096;
    private static final int FIRST = 8;
    private static final int COLLECTIONS = 4;

    /** Where native memory tracking counts what is allocated through memory segments and direct buffers. */
    private static final Pattern NATIVE = Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)\\)");

    private final List<Duplex.Pair> streams = new ArrayList<>();

    private IdleFlows() {}

    private record Holdings(double threads, double heap, double nativeMemory) {
        static Holdings now() throws IOException, JMException {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return new Holdings(countThreads(), heap, trackNative());
        }

        /** Of both kinds. */
        private static long countThreads() throws IOException {
            Path directory = Files.createTempDirectory("hvflow");
            Path dump = directory.resolve("threads.json");
            try {
                ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
                        .dumpThreads(dump.toString(), com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
                return Pattern.compile("\"tid\":")
                        .matcher(Files.readString(dump))
                        .results()
                        .count();
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(directory);
            }
        }

        private static long trackNative() throws JMException {
            Object text = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmNativeMemory",
                            new Object[] {new String[] {"summary", "scale=b"}},
                            new String[] {String[].class.getName()});
            Matcher other = NATIVE.matcher(String.valueOf(text));
            return other.find() ? Long.parseLong(other.group(1)) : 0;
        }
    }

    /** For {@link ManyFlows}: transport, number of flows, and a number of rounds that changes nothing here. */
    static void main(String[] args) throws IOException, JMException, InterruptedException {
        IdleFlows program = new IdleFlows();
        Transport transport = Transport.valueOf(args[0]);
        int flows = Integer.parseInt(args[1]);
        program.open(transport, FIRST); // what is there once, and pools that fill
        Holdings before = Holdings.now();
        program.open(transport, flows / 2);
        Holdings after = Holdings.now();
        ManyFlows.print(Metric.THREADS, Math.max(0, after.threads() - before.threads()));
        ManyFlows.print(Metric.HEAP, (after.heap() - before.heap()) / flows);
        ManyFlows.print(Metric.NATIVE, Math.max(0, after.nativeMemory() - before.nativeMemory()) / flows);
        for (Duplex.Pair stream : program.streams) {
            stream.near().abort();
            stream.far().abort();
        }
    }

    private void open(Transport transport, int count) throws IOException, InterruptedException {
        IOException[] failure = new IOException[1];
        // On a virtual thread: what waiting of that kind leaves behind is to show.
        Thread.ofVirtual()
                .start(() -> {
                    try (Listening listening = transport.listen(FlowOptions.DEFAULTS)) {
                        for (int i = 0; i < count; i++) {
                            Duplex.Pair stream = listening.connected();
                            use(stream.near(), stream.far());
                            use(stream.far(), stream.near());
                            streams.add(stream);
                        }
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                })
                .join();
        if (failure[0] != null) {
            throw new IOException("after " + streams.size() + " streams: " + failure[0].getMessage(), failure[0]);
        }
    }

    private static void use(Duplex from, Duplex to) throws IOException {
        from.write(ByteBuffer.allocate(USED_BYTES));
        ByteBuffer dst = ByteBuffer.allocate(USED_BYTES);
        while (dst.hasRemaining()) {
            if (to.read(dst) < 0) {
                throw new IOException("the stream ended");
            }
        }
    }
}
