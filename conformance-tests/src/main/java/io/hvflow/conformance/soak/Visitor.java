package io.hvflow.conformance.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A thread that makes one visit after the other, and counts how they end. */
final class Visitor implements Runnable {
    /** How visits have ended, of all visitors. */
    record Tally(LongAdder whole, LongAdder failed, LongAdder cut) {
        Tally() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }

        @Override
        public String toString() {
            return whole.sum() + " flows used to the end, " + failed.sum() + " failed by an IOException, " + cut.sum()
                    + " by an OutOfMemoryError";
        }
    }

    private final String name;
    private final Random random;
    private final Path directory;
    private final Tally tally;
    private volatile boolean over;
    private volatile boolean paused;
    private volatile boolean resting;
    private volatile long since = System.nanoTime();
    private volatile @Nullable IOException failure;
    private volatile @Nullable Throwable mistake;
    private @Nullable Thread thread;

    Visitor(String name, long seed, Path directory, Tally tally) {
        this.name = name;
        this.random = new Random(seed);
        this.directory = directory;
        this.tally = tally;
    }

    void start(boolean virtual) {
        thread = virtual
                ? Thread.ofVirtual().name(name).start(this)
                : Thread.ofPlatform().name(name).start(this);
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    /** Has it rest after the visit that it makes. */
    void pause(boolean on) {
        paused = on;
    }

    boolean resting() {
        return resting;
    }

    void end() {
        over = true;
    }

    /** What was thrown that no shortage excuses; null if nothing was. */
    @Nullable
    Throwable mistake() {
        return mistake;
    }

    /** What was last thrown that a shortage or a time-out explains; null if nothing was. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** How long the visit that it makes has taken, in nanoseconds. */
    long busy() {
        return resting ? 0 : System.nanoTime() - since;
    }

    @Override
    public void run() {
        while (!over) {
            try {
                since = System.nanoTime();
                if (paused) {
                    resting = true;
                    Thread.sleep(10);
                } else {
                    resting = false;
                    new Visit(random, name, directory).run();
                    tally.whole.increment();
                }
            } catch (IOException e) {
                failure = e;
                tally.failed.increment();
            } catch (Throwable e) {
                if (isShortage(e)) {
                    tally.cut.increment();
                } else if (mistake == null) {
                    mistake = e;
                }
            }
        }
        resting = true;
    }

    private static boolean isShortage(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }
}
