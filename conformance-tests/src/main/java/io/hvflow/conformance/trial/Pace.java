package io.hvflow.conformance.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How many times longer things take on this machine than on an idle one: because others use its processors, or because these are
 * slow themselves. The suite's patience is as many times longer, so that a busy machine is no broken backend.
 *
 * @param times at least 1, at most {@value #MOST}
 */
public record Pace(double times) {
    /** An idle machine's. */
    public static final Pace USUAL = new Pace(1);

    /** A machine that is slower than that is of no use for the suite; and a deadline of hours is none. */
    static final int MOST = 40;

    /** Less than that is what idle machines differ by. */
    private static final double NOTHING = 1.5;

    private static final Duration LOOK = Duration.ofMillis(150);

    /** Between two looks at the clock a thread that runs does next to nothing; what is longer it spent waiting for a processor. */
    private static final long GAP = Duration.ofMillis(1).toNanos();

    /** What two threads on an idle machine take to hand something over: 5 to 30 us is usual. */
    private static final long HANDOVER = Duration.ofNanos(50_000).toNanos();

    private static final int HANDOVERS = 1_000;

    public Pace {
        if (!(times >= 1 && times <= MOST)) {
            throw new IllegalArgumentException("times is " + times + ", must be from 1 to " + MOST);
        }
    }

    /** As many times the time. */
    public Duration scale(Duration time) {
        return Duration.ofNanos(Math.round(time.toNanos() * times));
    }

    /** Measured once, when it is first asked for; blocks for about a third of a second on an idle machine. */
    public static Pace here() {
        return Measured.PACE;
    }

    private static final class Measured {
        static final Pace PACE = measure();
    }

    /** Measures it now. */
    static Pace measure() {
        return of(Math.max(waiting(), handingOver()));
    }

    static Pace of(double measured) {
        return measured < NOTHING ? USUAL : new Pace(Math.min(MOST, Math.round(measured * 10) / 10.0));
    }

    /** The time of threads that want to run all the time, one for each processor, by the part of it in which they did. */
    private static double waiting() {
        AtomicLong all = new AtomicLong();
        AtomicLong running = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(start(() -> {
                long begin = System.nanoTime();
                long now = begin;
                long ran = 0;
                while (now - begin < LOOK.toNanos()) {
                    long next = System.nanoTime();
                    ran += next - now < GAP ? next - now : 0;
                    now = next;
                }
                all.addAndGet(now - begin);
                running.addAndGet(ran);
            }));
        }
        join(threads);
        return (double) all.get() / Math.max(1, running.get());
    }

    private static double handingOver() {
        SynchronousQueue<Integer> there = new SynchronousQueue<>();
        SynchronousQueue<Integer> back = new SynchronousQueue<>();
        AtomicLong best = new AtomicLong(Long.MAX_VALUE);
        List<Thread> threads = new ArrayList<>();
        threads.add(start(() -> {
            for (int i = 0; i < HANDOVERS; i++) {
                back.put(there.take());
            }
        }));
        threads.add(start(() -> {
            // The first half is for the compiler.
            for (int half = 0; half < 2; half++) {
                long begin = System.nanoTime();
                for (int i = 0; i < HANDOVERS / 2; i++) {
                    there.put(i);
                    back.take();
                }
                best.accumulateAndGet(System.nanoTime() - begin, Math::min);
            }
        }));
        join(threads);
        return (double) best.get() / (HANDOVERS * HANDOVER);
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private static Thread start(Body body) {
        return Thread.ofPlatform().name("pace").daemon().start(() -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        });
    }

    /** To the end, also for an interrupted caller, whose interrupt stays. */
    private static void join(List<Thread> threads) {
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(100_000);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** For the report; empty on a machine as usual. */
    String text() {
        return times == 1
                ? ""
                : String.format(Locale.ROOT, "%.1f times longer, as this machine is that much slower now", times);
    }
}
