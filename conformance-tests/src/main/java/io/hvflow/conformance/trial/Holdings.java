package io.hvflow.conformance.trial;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the process holds that flows are made of: sockets and what waits for them, and platform threads. Virtual threads and
 * native memory are not to be seen from here.
 *
 * @param descriptors how many descriptors there are of each kind: sockets, pipes, event and poll descriptors; empty where the
 *     system does not list them
 * @param threads the platform threads, but for those of the JDK's own schedulers
 */
public record Holdings(Map<String, Integer> descriptors, Set<Thread> threads) {
    private static final long LOOK_NANOS = 5_000_000;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    public static Holdings now() {
        return new Holdings(countDescriptors(), listThreads());
    }

    /** Waits until the process holds no more than now: what was given back may take its time to go. */
    public void awaitNoMore(Trial trial) throws Exception {
        long start = trial.nanoTime();
        String more = more(trial.holdings());
        while (!more.isEmpty()) {
            trial.check(
                    trial.nanoTime() - start < trial.patience().toNanos(), "still there after every close: %s", more);
            trial.stage().sleep(LOOK_NANOS);
            more = more(trial.holdings());
        }
    }

    /** As {@link #awaitNoMore(Trial)}, within a bound; returns what remains, in words, empty if nothing does. */
    public String awaitNoMore(Duration bound) throws InterruptedException {
        long start = System.nanoTime();
        String more = more(now());
        while (!more.isEmpty() && System.nanoTime() - start < bound.toNanos()) {
            Thread.sleep(5);
            more = more(now());
        }
        return more;
    }

    /** What there is beyond these holdings, in words; empty if nothing. */
    private String more(Holdings now) {
        StringBuilder text = new StringBuilder();
        now.descriptors.forEach((kind, count) -> {
            int more = count - descriptors.getOrDefault(kind, 0);
            if (more > 0) {
                text.append(more).append(" x ").append(kind).append(' ');
            }
        });
        for (Thread thread : now.threads) {
            if (!threads.contains(thread) && thread.isAlive()) {
                text.append("thread ").append(thread.getName()).append(' ');
            }
        }
        return text.toString().strip();
    }

    private static Map<String, Integer> countDescriptors() {
        Map<String, Integer> counts = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                String target = read(entry);
                int colon = target.indexOf(':');
                if (colon > 0) {
                    // socket:[4711], pipe:[4712], anon_inode:[eventpoll]; files have paths instead.
                    String kind = target.startsWith("anon_inode:") ? target : target.substring(0, colon);
                    counts.merge(kind, 1, Integer::sum);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Map.of(); // not Linux
        }
        return counts;
    }

    private static String read(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException e) {
            return ""; // closed meanwhile, as that of the listing itself is
        }
    }

    private static Set<Thread> listThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(Holdings::isTheJdks);
        return threads;
    }

    /** Carriers and the threads that serve them come and go as virtual threads need them. */
    private static boolean isTheJdks(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return thread.getClass().getName().startsWith("jdk.internal.")
                || thread.getName().startsWith("ForkJoinPool")
                || thread.getName().startsWith("VirtualThread-")
                || group == null
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup");
    }
}
