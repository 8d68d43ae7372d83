package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Two servers, two clients and two who disturb them; all that is random in it is drawn from the tape. */
final class SixActors {
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.windowSize(64).bufferSize(4096).closeTimeout(Duration.ofMillis(50));

    private final Simulation simulation;
    private final boolean framed;

    private SixActors(Simulation simulation) {
        this.simulation = simulation;
        framed = simulation.choose(4) == 3;
    }

    static void run(Simulation simulation) throws Exception {
        new SixActors(simulation).run();
    }

    private void run() throws Exception {
        simulation.hypervisor().install(Faults.cuts(1 + simulation.choose(40)));
        if (simulation.choose(2) == 1) {
            simulation.hypervisor().install(Faults.latency(Duration.ZERO, Duration.ofMillis(20)));
        }
        Actor[] actors = new Actor[6];
        for (int i = 0; i < 2; i++) {
            Partition guest = simulation.guest("guest-" + i);
            FlowListener listener = guest.listen(FlowAddress.parse("vsock://:7"), options());
            actors[i] = simulation.serve(guest, "server-" + i, () -> serve(listener));
            String address = "sim://guest-" + i + ":7";
            actors[2 + i] = simulation.spawn("client-" + i, () -> talk(FlowAddress.parse(address)));
        }
        actors[4] = simulation.spawn("resetter", this::reset);
        actors[5] = simulation.spawn("holder", this::hold);
        for (int i = 2; i < 6; i++) {
            actors[i].join();
        }
    }

    private FlowOptions options() {
        return OPTIONS.framing(framed);
    }

    private void serve(FlowListener listener) throws IOException {
        while (true) {
            try (Flow flow = listener.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(50);
                while (flow.read(buffer.clear()) >= 0) {
                    flow.write(buffer.flip());
                }
            } catch (FlowException broken) {
                simulation.note("the server lost a flow");
            }
        }
    }

    private void talk(FlowAddress address) throws Exception {
        for (int call = 0; call <= simulation.choose(3); call++) {
            int size = 1 + simulation.choose(200);
            byte[] sent = Sockets.counting(call, size);
            try (Flow flow = simulation.host().connect(address, options().readTimeout(Duration.ofSeconds(1)))) {
                Actor writer = simulation.spawn("writer", () -> {
                    try {
                        flow.write(ByteBuffer.wrap(sent));
                        flow.shutdownWrite();
                    } catch (FlowException broken) {
                        simulation.note("the client cannot write");
                    }
                });
                try {
                    check(flow, sent);
                } finally {
                    writer.join();
                }
            } catch (FlowException broken) {
                simulation.mark(broken instanceof FlowTimeoutException ? "timed out" : "broken");
            }
        }
    }

    private void check(Flow flow, byte[] sent) throws IOException {
        ByteBuffer got = ByteBuffer.allocate(sent.length + 1);
        boolean more = flow.readInto(got);
        if (more || got.position() != sent.length) {
            throw new AssertionError("sent " + sent.length + " bytes, got " + got.position() + ", then the end");
        }
        for (int i = 0; i < sent.length; i++) {
            if (got.get(i) != sent[i]) {
                throw new AssertionError("byte " + i + " is another");
            }
        }
        simulation.mark("complete");
    }

    private void reset() throws InterruptedException {
        if (simulation.choose(3) == 2) {
            simulation.sleep(Duration.ofMillis(simulation.choose(100)));
            simulation
                    .hypervisor()
                    .link(simulation.host(), simulation.guest("guest-0"))
                    .reset();
            simulation.mark("reset");
        }
    }

    private void hold() throws InterruptedException {
        if (simulation.choose(3) == 2) {
            Fault fault = simulation.hypervisor().install(Faults.hold());
            try {
                simulation.sleep(Duration.ofMillis(simulation.choose(2000)));
            } finally {
                fault.close();
            }
            simulation.mark("held");
        }
    }
}
