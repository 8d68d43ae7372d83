package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * The direct memory of the process, as far as the JVM counts it: flows that ended with bytes in their buffers have given
 * it back. Some is kept for the next flows, so that only what grows with each flow is a leak.
 */
final class NativeMemoryChecks {
    private static final int FLOWS = 16;

    private static final int AMOUNT = 1 << 20;

    private NativeMemoryChecks() {}

    static void comesBack(Trial trial) throws Exception {
        if (trial.target().isSimulated()) {
            return; // many schedules run at a time in one process
        }
        FlowOptions options = trial.options().bufferSize(AMOUNT).windowSize(1 << 16);
        for (boolean abort : List.of(true, false)) {
            use(trial, options, abort, 4); // whatever is kept for later is there after this
            long before = used();
            use(trial, options, abort, FLOWS);
            long more = used() - before;
            // Whoever keeps what a flow had buffered keeps nearly all of what was written.
            trial.check(
                    more < FLOWS / 2 * (long) AMOUNT,
                    "%d flows with %d bytes in their buffers were ended by %s; %d more bytes of direct memory are used",
                    FLOWS,
                    AMOUNT,
                    abort ? "abort" : "close",
                    more);
        }
    }

    private static void use(Trial trial, FlowOptions options, boolean abort, int flows) throws Exception {
        for (int i = 0; i < flows; i++) {
            FlowPair pair = trial.open(options.closeTimeout(Duration.ZERO));
            Direction direction = i % 2 == 0 ? Direction.there(trial, pair) : Direction.back(trial, pair);
            Direction answer = direction.opposite();
            answer.write(1000);
            trial.launch("read ahead", () -> answer.readSome(1)).join();
            direction.write(AMOUNT, 1 << 16);
            Flow one = direction.writer();
            trial.launch(abort ? "abort" : "close", () -> {
                        if (abort) {
                            one.abort();
                        } else {
                            close(one);
                        }
                    })
                    .join();
            direction.reader().abort();
        }
    }

    private static void close(Flow flow) {
        try {
            flow.close();
        } catch (IOException e) {
            // What was not delivered in no time is lost, and it says so.
        }
    }

    private static long used() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
