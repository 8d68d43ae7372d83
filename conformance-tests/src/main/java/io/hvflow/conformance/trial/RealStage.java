package io.hvflow.conformance.trial;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Threads as they are. */
final class RealStage implements Stage {
    private final AtomicLong numbers = new AtomicLong();

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    @Override
    public void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    @Override
    public Strand start(ThreadKind threads, String name, Runnable body) {
        return new RealStrand(threads, name, body);
    }

    @Override
    public long number() {
        return numbers.incrementAndGet();
    }

    @Override
    public Duration tolerance(Duration patience) {
        return patience;
    }

    @Override
    public boolean breakAfter(long bytes) {
        return false;
    }

    /** What comes about on a machine, comes about by chance: nobody counts it. */
    @Override
    public void mark(String name) {}

    @Override
    public Holdings holdings() {
        return Holdings.now();
    }

    @Override
    public <T> List<T> cases(List<T> all) {
        return all;
    }

    @Override
    public Optional<Random> values() {
        return Optional.empty();
    }

    private static final class RealStrand implements Strand {
        private final CountDownLatch done = new CountDownLatch(1);
        private final Thread thread;

        RealStrand(ThreadKind threads, String name, Runnable body) {
            thread = threads.start(name, () -> {
                try {
                    body.run();
                } finally {
                    done.countDown();
                }
            });
        }

        @Override
        public boolean ended(long nanos) throws InterruptedException {
            return done.await(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean isDone() {
            return done.getCount() == 0;
        }

        @Override
        public boolean isWaiting() {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        @Override
        public void interrupt() {
            thread.interrupt();
        }

        @Override
        public StackTraceElement[] stackTrace() {
            return thread.getStackTrace();
        }
    }
}
