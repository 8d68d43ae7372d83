package io.hvflow.hvsock;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Conditions that become true by themselves, with a bound that only a failure reaches. */
public final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Eventually() {}

    public static void holds(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("after " + BOUND + ": " + otherwise.get());
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    /** Until the thread cannot go on by itself: it is blocked in the library, not just on its way there. */
    public static void blocked(Thread thread) {
        holds(() -> isBlocked(thread), () -> thread + " is not blocked but " + thread.getState());
    }

    /** A thread in poll(2) is RUNNABLE to the VM; the kernel knows better, so there its stack must do. */
    private static boolean isBlocked(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            case RUNNABLE -> inPoll(thread);
            default -> false;
        };
    }

    private static boolean inPoll(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("poll") && frame.getClassName().endsWith(".Libc")) {
                return true;
            }
        }
        return false;
    }
}
