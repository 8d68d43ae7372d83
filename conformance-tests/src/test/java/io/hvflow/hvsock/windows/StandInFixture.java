package io.hvflow.hvsock.windows;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.HvsockAddress;
import io.hvflow.conformance.MissingTool;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What tests over the stand-in share. */
final class StandInFixture {
    /** How long what must happen may take. */
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private static final AtomicLong PORTS = new AtomicLong(100_000);

    private StandInFixture() {}

    /** Puts the stand-in into place, with nothing odd about it, or ends the test. */
    static void require() {
        StandIn.install().ifPresent(MissingTool::abort);
        StandIn.oddities(Set.of());
        StandIn.administrator(false);
    }

    static HvsockAddress fresh() {
        return HvsockAddress.of(HvsockAddress.LOOPBACK, PORTS.incrementAndGet());
    }

    /** Two ends of one connection; the listener is gone. */
    record Pair(Flow near, Flow far) implements AutoCloseable {
        @Override
        public void close() {
            near.abort();
            far.abort();
        }
    }

    static Pair pair(FlowOptions options) throws IOException {
        HvsockAddress address = fresh();
        try (FlowListener listener = Flows.listen(address, options)) {
            Flow near = Flows.connect(address, options);
            return new Pair(near, listener.accept());
        }
    }

    static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError("still not: " + what);
            }
            Thread.sleep(2);
        }
    }

    static long helperThreads() {
        return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
                .filter(thread -> thread.getName().startsWith("hvflow-hvsock-"))
                .count();
    }

    /** A call in a thread of its own, and how it ended. */
    static final class Call {
        private final Thread thread;
        private volatile Object outcome;
        private volatile long ended;

        Call(boolean virtual, Callable<?> call) {
            Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
            thread = builder.start(() -> {
                try {
                    outcome = call.call();
                } catch (Throwable e) {
                    outcome = e;
                }
                ended = System.nanoTime();
            });
        }

        void interrupt() {
            thread.interrupt();
        }

        boolean waits() {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        /** What the call returned or threw. */
        Object outcome() throws InterruptedException {
            thread.join(PATIENCE_NANOS / 1_000_000);
            if (thread.isAlive()) {
                throw new AssertionError("the call has not ended");
            }
            return outcome;
        }

        /** How long after a time the call ended. */
        long millisAfter(long start) throws InterruptedException {
            outcome();
            return (ended - start) / 1_000_000;
        }
    }
}
