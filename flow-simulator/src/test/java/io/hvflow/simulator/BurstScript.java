package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Bursts of small writes, by one writer or two, which nothing follows: every byte must arrive all the same (W4), in its writer's
 * order (W2), while sends are short, the transport is full, and a reader at the writers' end sends what it finds.
 */
final class BurstScript {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofSeconds(1));
    private static final int MOST_WRITES = 24;
    private static final int MOST_BYTES = 20;
    private static final int SECOND = 0x80;

    /** Of virtual time: whoever has not sent by then has forgotten to. */
    private static final Duration FOREVER = Duration.ofSeconds(10);

    private final Simulation simulation;

    private BurstScript(Simulation simulation) {
        this.simulation = simulation;
    }

    static void run(Simulation simulation) throws Exception {
        new BurstScript(simulation).run();
    }

    private void run() throws Exception {
        FlowOptions options = OPTIONS.bufferSize(50 + simulation.choose(400))
                .messageSize(4 + simulation.choose(60))
                .windowSize(16 + simulation.choose(200));
        if (simulation.choose(3) == 2) {
            simulation.hypervisor().install(Faults.cuts(1 + simulation.choose(10)));
        }
        FlowListener listener = simulation.guest("guest").listen(FlowAddress.parse("vsock://:7"), options);
        Flow near = simulation.host().connect(FlowAddress.parse("sim://guest:7"), options);
        Flow far = listener.accept();
        int[][] plans = {plan(), simulation.choose(2) == 0 ? new int[0] : plan()};
        Actor waits = simulation.choose(3) == 2 ? simulation.spawn("waits", () -> awaitNothing(near)) : null;
        Actor first = simulation.spawn("first", () -> write(near, 0, plans[0]));
        Actor second = simulation.spawn("second", () -> write(near, 1, plans[1]));
        if (simulation.choose(3) == 2) {
            simulation.sleep(Duration.ofMillis(1));
        }
        read(far, IntStream.of(plans[0]).sum() + IntStream.of(plans[1]).sum());
        first.join();
        second.join();
        near.abort();
        if (waits != null) {
            waits.join();
        }
    }

    private int[] plan() {
        int[] sizes = new int[simulation.choose(MOST_WRITES)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = 1 + simulation.choose(MOST_BYTES);
        }
        return sizes;
    }

    private void write(Flow flow, int writer, int[] sizes) throws Exception {
        simulation.mark("action");
        int sent = 0;
        for (int size : sizes) {
            if (simulation.choose(8) == 7) {
                simulation.sleep(Duration.ofMillis(1));
            }
            byte[] bytes = new byte[size];
            for (int at = 0; at < size; at++) {
                bytes[at] = (byte) (sent++ % 127 + writer * SECOND);
            }
            flow.write(ByteBuffer.wrap(bytes));
        }
    }

    /** A reader who waits has the batch sent first, at whatever point of the burst that is. */
    private void awaitNothing(Flow flow) throws IOException {
        simulation.mark("action");
        try {
            flow.read();
            throw new AssertionError("nobody writes to it");
        } catch (FlowClosedException aborted) {
            simulation.mark("reader that was released");
        }
    }

    private void read(Flow flow, int total) throws IOException {
        simulation.mark("action");
        flow.setReadTimeout(FOREVER);
        ByteBuffer all = ByteBuffer.allocate(total);
        try {
            flow.readInto(all);
        } catch (FlowTimeoutException forgotten) {
            throw new AssertionError("of " + total + " accepted bytes only " + all.position() + " came", forgotten);
        }
        int[] received = new int[2];
        for (byte got : all.array()) {
            int writer = (got & 0xff) / SECOND;
            if ((got & 0xff) % SECOND != received[writer] % 127) {
                throw new AssertionError("byte " + received[writer] + " of writer " + writer + " is " + got);
            }
            received[writer]++;
        }
    }

    /** As {@link FlowScript#main}. */
    public static void main(String[] args) throws Exception {
        FlowScript.explore(BurstScript::run, args);
    }
}
