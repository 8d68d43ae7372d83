package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Two ends that write to each other; the socket of one throws once. What, when and who comes between is drawn from the tape. */
final class InjectionScript {
    private static final List<String> OPERATIONS = List.of(
            "read",
            "write",
            "flush",
            "held",
            "shutdownRead",
            "shutdownWrite",
            "close",
            "abort",
            "now",
            "await",
            "wake",
            "whenWritable",
            "soon");
    private static final List<Supplier<Throwable>> UNCHECKED = List.of(
            () -> new IllegalStateException("injected"),
            () -> new OutOfMemoryError("injected"),
            () -> new StackOverflowError("injected"));
    private static final int ALL = 300;

    private final Simulation simulation;
    private final InjectedSocket injected;
    private final boolean aborts;
    private final Flow near;
    private final Flow far;
    private int accepted;
    private int received;
    private boolean told;
    private boolean atTheEnd;
    private int unchecked;

    private InjectionScript(Simulation simulation) throws Exception {
        this.simulation = simulation;
        String operation = OPERATIONS.get(simulation.choose(OPERATIONS.size()));
        boolean checked = operation.equals("read") || operation.equals("write") || operation.startsWith("shutdown");
        int kind = simulation.choose(checked ? UNCHECKED.size() + 1 : UNCHECKED.size());
        injected = new InjectedSocket(
                operation,
                1 + simulation.choose(20),
                kind == UNCHECKED.size() ? () -> new IOException("injected") : UNCHECKED.get(kind));
        aborts = simulation.choose(4) == 3;
        FlowOptions options = FlowOptions.DEFAULTS
                .framing(simulation.choose(2) == 1)
                .windowSize(40)
                .bufferSize(64)
                .messageSize(16)
                .readTimeout(Duration.ofMinutes(1))
                .writeTimeout(Duration.ofMinutes(1))
                .closeTimeout(Duration.ofSeconds(1));
        SimListenSocket listener = simulation.hypervisor().bind(null, FlowAddress.parse("sim://guest:any"), options);
        StreamSocket socket =
                new Connector(simulation.hypervisor(), simulation.host(), listener.localAddress(), options).connect();
        near = BufferedFlow.of(injected.of(socket), options);
        far = BufferedFlow.of(listener.accept(), options);
        listener.close();
    }

    static void run(Simulation simulation) throws Exception {
        InjectionScript script;
        try {
            script = new InjectionScript(simulation);
        } catch (IllegalStateException | OutOfMemoryError | StackOverflowError injected) {
            simulation.mark("no flow was made");
            return;
        }
        script.run();
    }

    private void run() throws Exception {
        Actor[] peers = {simulation.spawn("far reader", this::readFar), simulation.spawn("far writer", this::writeFar)};
        Actor[] own = {simulation.spawn("near reader", this::readNear), simulation.spawn("near writer", this::writeNear)
        };
        for (Actor actor : own) {
            actor.join();
        }
        Duration start = simulation.elapsed();
        near(near::close);
        if (simulation.elapsed().minus(start).toSeconds() > 10) {
            throw new AssertionError("close took " + simulation.elapsed().minus(start));
        }
        for (Actor actor : peers) {
            actor.join();
        }
        far.abort();
        if (injected.calls("close") + injected.calls("abort") == 0) {
            throw new AssertionError("the socket was neither closed nor aborted");
        }
        if (received < accepted && atTheEnd && !told) {
            throw new AssertionError("of " + accepted + " accepted bytes " + received + " came, and nobody knows");
        }
        simulation.mark(injected.done() ? "thrown" : "not thrown");
    }

    private interface Call {
        void run() throws IOException;
    }

    /** A call of the faulty flow: it works, or fails typed, or throws what was injected, once. */
    private void near(Call call) {
        try {
            call.run();
        } catch (FlowTimeoutException e) {
            told = true;
            if (!e.getMessage().startsWith("close")) {
                throw new AssertionError("only its time-out ended it", e);
            }
        } catch (IOException e) {
            told = true;
        } catch (IllegalStateException | OutOfMemoryError | StackOverflowError e) {
            told = true;
            unchecked++;
            if (unchecked > 1) {
                throw new AssertionError("thrown again", e);
            }
        }
    }

    private void writeNear() {
        near(() -> {
            for (int i = 0; i < ALL; i += 30) {
                near.write(ByteBuffer.wrap(Sockets.counting(accepted, 30)));
                accepted += 30;
            }
            if (aborts) {
                told = true;
                near.abort();
            } else {
                near.shutdownWrite();
            }
        });
    }

    private void readNear() {
        near(() -> {
            int came = 0;
            ByteBuffer dst = ByteBuffer.allocate(25);
            while (near.read(dst.clear()) >= 0) {
                came = check(came, dst.flip());
            }
        });
    }

    private void readFar() {
        try {
            ByteBuffer dst = ByteBuffer.allocate(25);
            while (far.read(dst.clear()) >= 0) {
                received = check(received, dst.flip());
            }
            atTheEnd = true;
        } catch (IOException broken) {
            simulation.mark("the peer was told");
        }
    }

    private void writeFar() {
        try {
            int sent = 0;
            for (int i = 0; i < ALL; i += 30) {
                far.write(ByteBuffer.wrap(Sockets.counting(sent, 30)));
                sent += 30;
            }
            far.shutdownWrite();
        } catch (IOException broken) {
            simulation.mark("the peer was told");
        }
    }

    private static int check(int before, ByteBuffer bytes) {
        int at = before;
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next != (byte) at) {
                throw new AssertionError("byte " + at + " is another: " + next);
            }
            at++;
        }
        return at;
    }
}
