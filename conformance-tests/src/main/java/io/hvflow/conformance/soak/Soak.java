package io.hvflow.conformance.soak;

import io.hvflow.conformance.soak.Visitor.Tally;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process that soaks: visitors open, use and close flows, while one thing after another runs short. At the end it looks
 * whether it holds more than before anything did. {@link io.hvflow.conformance.Main soak} starts it with the
 * limits that it needs.
 */
public final class Soak {
    private static final int VISITORS = 40;

    /** No visit takes as long: each of its calls has a time-out of ten seconds, and the first that meets it ends it. */
    private static final long HUNG = TimeUnit.SECONDS.toNanos(120);

    /** What the library gives back by itself goes within this time. */
    private static final long SETTLED = TimeUnit.SECONDS.toNanos(20);

    private final long start = System.nanoTime();
    private final Random random;
    private final Tally tally = new Tally();
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Shortage> shortages = Shortage.all();
    private long said = start;

    private Soak(long seed, Path directory) {
        random = new Random(seed);
        for (int i = 0; i < VISITORS; i++) {
            visitors.add(new Visitor("soak-" + i, random.nextLong(), directory, tally));
        }
    }

    /**
     * Soaks, and ends the process: with 0 if all is as it was, with 1 if not.
     *
     * @param args seconds and seed
     * @throws Exception if there is no directory for socket files
     */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("soak");
        List<String> wrong = new ArrayList<>();
        try {
            wrong.addAll(new Soak(Long.parseLong(args[1]), directory).run(Long.parseLong(args[0])));
        } finally {
            remove(directory);
        }
        wrong.forEach(line -> System.out.println("soak: " + line));
        System.out.println(wrong.isEmpty() ? "soak: PASS" : "soak: FAIL");
        System.out.flush();
        Runtime.getRuntime().halt(wrong.isEmpty() ? 0 : 1);
    }

    private static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(directory);
    }

    private List<String> run(long seconds) throws Exception {
        for (int i = 0; i < VISITORS; i++) {
            visitors.get(i).start(i % 2 == 0);
        }
        long all = TimeUnit.SECONDS.toNanos(seconds);
        // Without a shortage first: a class that cannot be initialised for want of memory stays so for good.
        String hung = calm(all / 5);
        String fails = failing();
        Usage before = hung.isEmpty() ? settle(null) : null;
        if (before != null) {
            say("before anything runs short: " + before);
            hung = shortages(System.nanoTime() + all - all / 5);
        }
        List<String> wrong = new ArrayList<>();
        if (before != null && hung.isEmpty()) {
            Usage after = settle(before);
            if (after == null) {
                hung = hung();
            } else {
                say("at the end: " + after);
                String beyond = after.beyond(before);
                if (!beyond.isEmpty()) {
                    wrong.add("more is in use at the end than before: " + beyond);
                }
            }
        }
        if (!hung.isEmpty()) {
            wrong.add(hung);
        }
        if (!fails.isEmpty()) {
            wrong.add(fails);
        }
        say("altogether " + tally);
        visitors.forEach(Visitor::end);
        for (Visitor visitor : visitors) {
            Thread thread = visitor.thread();
            if (thread != null && hung.isEmpty()) {
                thread.join();
            }
            Throwable mistake = visitor.mistake();
            if (mistake != null) {
                mistake.printStackTrace(System.out);
                wrong.add("a shortage does not excuse " + mistake);
            }
        }
        if (tally.whole().sum() == 0) {
            wrong.add("no flow was used to the end");
        }
        return wrong;
    }

    /** Whether flows fail though nothing is short; a few may on a busy machine, by a time-out. */
    private String failing() {
        if (tally.failed().sum() * 10 <= tally.whole().sum()) {
            return "";
        }
        StringBuilder text = new StringBuilder("flows fail though nothing is short: " + tally);
        visitors.forEach(visitor -> text.append("\n    ").append(visitor.failure()));
        return text.toString();
    }

    private String calm(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        String hung = "";
        while (System.nanoTime() - until < 0 && hung.isEmpty()) {
            Thread.sleep(50);
            report();
            hung = hung();
        }
        return hung;
    }

    /** Has shortages come and go until then; returns what hangs. */
    private String shortages(long until) throws Exception {
        String hung = "";
        while (System.nanoTime() - until < 0 && hung.isEmpty()) {
            Shortage shortage = shortages.get(random.nextInt(shortages.size()));
            // Again and again within a moment: what goes wrong does so where the shortage begins.
            long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(2000));
            do {
                pinch(shortage, random.nextInt(6), random.nextInt(20));
                Thread.sleep(random.nextInt(30));
            } while (System.nanoTime() - moment < 0);
            hung = calm(TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(300)));
        }
        return hung;
    }

    private static void pinch(Shortage shortage, int spare, int millis) throws Exception {
        try {
            shortage.begin(spare);
            Thread.sleep(millis);
        } catch (OutOfMemoryError | IOException itself) {
            // The shortage is there all the same.
        }
        end(shortage);
    }

    private static void end(Shortage shortage) throws Exception {
        while (true) {
            try {
                shortage.end();
                return;
            } catch (OutOfMemoryError itself) {
                Thread.sleep(10); // others give back
            }
        }
    }

    /** Says how things stand, every few seconds. */
    private void report() {
        long now = System.nanoTime();
        if (now - said > TimeUnit.SECONDS.toNanos(5)) {
            said = now;
            try {
                say(tally + "; now " + Usage.descriptorCount() + " descriptors");
            } catch (OutOfMemoryError itself) {
                // The next line tells more.
            }
        }
    }

    private void say(String line) {
        System.out.println("soak: " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s: " + line);
    }

    /** The visit that takes too long, with what its thread does; empty if none does. */
    private String hung() {
        for (Visitor visitor : visitors) {
            Thread thread = visitor.thread();
            if (visitor.busy() > HUNG && thread != null) {
                StringBuilder text = new StringBuilder("a visit never ends:");
                for (StackTraceElement frame : thread.getStackTrace()) {
                    text.append("\n    at ").append(frame);
                }
                return text.toString();
            }
        }
        return "";
    }

    /** What is in use when nobody uses a flow: once it is no more than before, or after a while. Null if a visit hangs. */
    private @Nullable Usage settle(@Nullable Usage before) throws Exception {
        visitors.forEach(visitor -> visitor.pause(true));
        while (!visitors.stream().allMatch(Visitor::resting)) {
            if (!hung().isEmpty()) {
                return null;
            }
            Thread.sleep(10);
        }
        long until = System.nanoTime() + SETTLED;
        if (before == null) {
            for (Shortage shortage : shortages) {
                pinch(shortage, 0, 0); // what the JDK makes for it once is there from now on
            }
        }
        Usage usage = Usage.now();
        while (System.nanoTime() - until < 0
                && (before == null
                        ? !usage.names().isEmpty()
                        : !usage.beyond(before).isEmpty())) {
            Thread.sleep(250);
            usage = Usage.now();
        }
        visitors.forEach(visitor -> visitor.pause(false));
        return usage;
    }
}
