package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What a flow is used for, drawn from the tape: writers and readers at both ends, time-outs, half-closes, closes, a reset. What
 * arrives must be what was accepted, in order; every call must end.
 */
final class FlowScript {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.bufferSize(4096).messageSize(4096).closeTimeout(Duration.ofSeconds(1));
    private static final int[] SIZES = {1, 3, 50, 3000, 5000, 70_000};
    private static final Duration TIMEOUT = Duration.ofMillis(5);
    private static final Duration SLACK = Duration.ofMillis(100);
    /** A write that a transport takes byte by byte makes progress, and does not look at the clock while it does. */
    private static final Duration SLACK_PER_BYTE = Duration.ofNanos(20_000);

    private static final int SECOND = 0x80;

    private final Simulation simulation;
    private final boolean disturbed;
    private Flow closed;
    private Duration closedAt;

    /** One direction: what was accepted of the two writers, and what came of either. */
    private static final class Stream {
        private final long[] accepted = new long[2];
        private final long[] received = new long[2];
        private boolean unread;
        private boolean cut;
        private boolean ended;
    }

    private FlowScript(Simulation simulation) {
        this.simulation = simulation;
        disturbed = simulation.choose(4) == 3;
    }

    static void run(Simulation simulation) throws Exception {
        new FlowScript(simulation).run();
    }

    private void run() throws Exception {
        FlowOptions options = OPTIONS.windowSize(64 + simulation.choose(5000));
        if (simulation.choose(3) == 2) {
            simulation.hypervisor().install(Faults.cuts(1 + simulation.choose(100)));
        }
        FlowListener listener = simulation.guest("guest").listen(FlowAddress.parse("vsock://:7"), options);
        Flow near = simulation.host().connect(FlowAddress.parse("sim://guest:7"), options);
        Flow far = listener.accept();
        Stream there = new Stream();
        Stream back = new Stream();
        Actor one = simulation.spawn("near", () -> use(near, there, back));
        Actor two = simulation.spawn("far", () -> use(far, back, there));
        if (disturbed) {
            simulation.sleep(Duration.ofNanos(1000L * simulation.choose(2000)));
            disturb(near);
        }
        one.join();
        two.join();
        check(there);
        check(back);
        if (simulation.marked("socket closed again") > 0) {
            throw new AssertionError("a socket was closed twice");
        }
    }

    private void disturb(Flow near) throws Exception {
        simulation.mark("action");
        if (simulation.choose(2) == 0) {
            simulation.hypervisor().connections().forEach(Connection::reset);
            return;
        }
        closed = near;
        closedAt = simulation.elapsed();
        simulation.mark("action");
        Actor again = simulation.spawn("closes too", () -> close(near));
        close(near);
        again.join();
    }

    private void close(Flow flow) throws IOException {
        try {
            flow.close();
        } catch (FlowException lost) {
            simulation.mark("close that lost bytes");
        }
    }

    private void use(Flow flow, Stream out, Stream in) throws Exception {
        int writes = simulation.choose(3);
        boolean impatient = simulation.choose(3) == 2;
        boolean slow = simulation.choose(3) == 2;
        // If neither did, both could wait in a write for ever, and rightly.
        boolean reads = simulation.choose(2) == 1 || out.unread;
        in.unread = !reads;
        Actor reader = reads ? simulation.spawn("reader", () -> read(flow, in, slow)) : null;
        Actor second = simulation.choose(2) == 0
                ? null
                : simulation.spawn("second", () -> {
                    if (impatient) {
                        // Perhaps while the first writer is in a call that began without a bound.
                        simulation.sleep(Duration.ofNanos(1000L * simulation.choose(1000)));
                        flow.setWriteTimeout(TIMEOUT);
                    }
                    write(flow, out, 1, 1, impatient);
                });
        write(flow, out, 0, writes, impatient);
        if (second != null) {
            second.join();
        }
        if (reader != null) {
            simulation.mark("action");
            flow.shutdownWrite();
            reader.join();
        }
        simulation.mark("action");
        close(flow);
    }

    private void write(Flow flow, Stream out, int writer, int count, boolean impatient) {
        for (int i = 0; i < count; i++) {
            simulation.mark("action");
            byte[] bytes = new byte[SIZES[simulation.choose(SIZES.length)]];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) ((out.accepted[writer] + at) % 127 + writer * SECOND);
            }
            ByteBuffer src = ByteBuffer.wrap(bytes);
            Duration start = simulation.elapsed();
            try {
                flow.write(src);
            } catch (FlowTimeoutException late) {
                simulation.mark("write that timed out");
                if (!impatient || late.bytes() != src.position()) {
                    throw new AssertionError("timed out without a reason", late);
                }
            } catch (FlowClosedException | FlowResetException broken) {
                if (!disturbed && !out.unread) {
                    throw new AssertionError("nobody disturbed it", broken);
                }
                out.cut = true;
            } catch (IOException other) {
                throw new AssertionError("no failure of a write", other);
            }
            out.accepted[writer] += src.position();
            if (flow == closed
                    && simulation.elapsed().minus(closedAt).compareTo(SLACK) > 0
                    && start.compareTo(closedAt) < 0) {
                throw new AssertionError("a writer was not released by close");
            }
            Duration took = simulation.elapsed().minus(start);
            Duration allowed = TIMEOUT.plus(SLACK).plus(SLACK_PER_BYTE.multipliedBy(bytes.length));
            if (impatient && writer == 1 && took.compareTo(allowed) > 0) {
                throw new AssertionError("a write took " + took);
            }
        }
    }

    private void read(Flow flow, Stream in, boolean slow) throws Exception {
        simulation.mark("action");
        if (slow) {
            simulation.sleep(Duration.ofMillis(500));
        }
        ByteBuffer dst = ByteBuffer.allocate(1 + simulation.choose(10_000));
        try {
            boolean more = true;
            while (more) {
                boolean fills = simulation.choose(2) == 1;
                more = fills ? flow.readInto(dst.clear()) : flow.read(dst.clear()) >= 0;
                if (more && fills && dst.position() < dst.capacity()) {
                    throw new AssertionError("readInto filled only " + dst.position() + " of " + dst.capacity());
                }
                take(dst, in);
            }
            in.ended = true;
        } catch (FlowClosedException | FlowResetException broken) {
            take(dst, in);
            if (!disturbed) {
                throw new AssertionError("nobody disturbed it", broken);
            }
            in.cut = true;
        }
    }

    private static void take(ByteBuffer dst, Stream in) {
        for (int i = 0; i < dst.position(); i++) {
            int got = dst.get(i) & 0xff;
            int writer = got / SECOND;
            if (got % SECOND != in.received[writer] % 127) {
                throw new AssertionError("byte " + in.received[writer] + " of writer " + writer + " is " + got);
            }
            in.received[writer]++;
        }
        dst.clear();
    }

    private static void check(Stream stream) {
        for (int writer = 0; writer < 2; writer++) {
            long accepted = stream.accepted[writer];
            long received = stream.received[writer];
            if (received > accepted || (stream.ended && !stream.cut && received < accepted)) {
                throw new AssertionError(
                        "of writer " + writer + " " + accepted + " bytes were accepted, " + received + " came");
            }
        }
    }

    /** Explores it, and says in a line what came of it: "held", or what failed and with how many actions. */
    public static void main(String[] args) throws Exception {
        explore(FlowScript::run, args);
    }

    static void explore(Scenario script, String[] args) throws Exception {
        try {
            Exploration.of(script)
                    .maxSteps(2_000_000)
                    .shrinkTime(Duration.ofMinutes(3)) // by its runs: a busy machine is to find the same
                    .seeds(Integer.parseInt(args[0]))
                    .check();
            System.out.println("HELD");
        } catch (SimulationError found) {
            int actions = found.outcome()
                    .map(it -> it.marks().getOrDefault("action", 0))
                    .orElse(0);
            System.out.println("FOUND " + actions + " "
                    + String.valueOf(found.getMessage()).replace('\n', ' '));
        }
    }
}
