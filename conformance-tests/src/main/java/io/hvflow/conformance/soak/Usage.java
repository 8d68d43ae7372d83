package io.hvflow.conformance.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the process has in use.
 *
 * @param descriptors the open descriptors
 * @param threads the platform threads, but for those of the JDK's own schedulers and caches
 * @param names the names of the library's own threads
 * @param heap the bytes of the heap that a collection leaves
 * @param memory the bytes of native memory that Java code has allocated: direct buffers and arenas
 */
record Usage(long descriptors, int threads, Set<String> names, long heap, long memory) {
    private static final Pattern OTHER = Pattern.compile("- +Other \\(reserved=\\d+, committed=(\\d+)\\)");

    /** What a heap may have more at the end: classes, compiled lambdas and logs of the JDK come late. */
    static final long HEAP_TOLERANCE = 4 << 20;

    /**
     * What native memory may be more at the end. The pools keep as many pieces of 64 KiB as flows ever had bytes under way at the
     * same time: 80 ends of flows, each in both directions.
     */
    static final long MEMORY_TOLERANCE = 12 << 20;

    static Usage now() {
        for (int i = 0; i < 3; i++) {
            System.gc(); // the first finds what is dead, the second what that kept alive
        }
        Set<String> own = new TreeSet<>();
        int threads = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("hvflow")) {
                own.add(thread.getName());
            }
            threads += isTheJdks(thread) ? 0 : 1;
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Usage(descriptorCount(), threads, own, heap, nativeMemory());
    }

    /** Carriers, and threads that serve timers and references, come and go as the JDK needs them. */
    private static boolean isTheJdks(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return thread.getName().startsWith("ForkJoinPool")
                || thread.getName().startsWith("VirtualThread-")
                || group == null
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup");
    }

    static long descriptorCount() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** By what {@code jcmd VM.native_memory} says. */
    private static long nativeMemory() {
        try {
            Object text = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmNativeMemory",
                            new Object[] {new String[] {"summary", "scale=1"}},
                            new String[] {String[].class.getName()});
            Matcher other = OTHER.matcher(String.valueOf(text));
            return other.find() ? Long.parseLong(other.group(1)) : 0;
        } catch (JMException e) {
            throw new IllegalStateException("the JVM does not say what native memory it has", e);
        }
    }

    /** What is more than before, beyond the tolerances, in words; empty if nothing is. */
    String beyond(Usage before) {
        StringBuilder text = new StringBuilder();
        if (descriptors > before.descriptors) {
            text.append("descriptors ")
                    .append(before.descriptors)
                    .append(" -> ")
                    .append(descriptors)
                    .append("; ");
        }
        if (threads > before.threads) {
            text.append("threads ")
                    .append(before.threads)
                    .append(" -> ")
                    .append(threads)
                    .append("; ");
        }
        if (!names.isEmpty()) {
            text.append("threads of the library ").append(names).append("; ");
        }
        if (heap > before.heap + HEAP_TOLERANCE) {
            text.append("heap ")
                    .append(kib(before.heap))
                    .append(" -> ")
                    .append(kib(heap))
                    .append("; ");
        }
        if (memory > before.memory + MEMORY_TOLERANCE) {
            text.append("native memory ")
                    .append(kib(before.memory))
                    .append(" -> ")
                    .append(kib(memory))
                    .append("; ");
        }
        return text.toString();
    }

    private static String kib(long bytes) {
        return bytes / 1024 + " KiB";
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d descriptors, %d threads, heap %s, native memory %s",
                descriptors,
                threads,
                kib(heap),
                kib(memory));
    }
}
