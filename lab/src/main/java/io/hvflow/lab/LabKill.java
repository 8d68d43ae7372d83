package io.hvflow.lab;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.trial.Holdings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The other side is killed while flows are blocked in reading and writing, and in the middle of transfers: every call returns in
 * time with an exception of the flow's, and nothing remains.
 */
final class LabKill {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final int CHUNK = 1 << 16;
    private static final int FRAMED = 5100;
    private static final String ENDED = "end of stream";

    private final LabGuest guest;
    private final @Nullable String agent;
    private final long victim;
    private final List<Flow> flows = new ArrayList<>();
    private final Map<String, FutureTask<String>> calls = new TreeMap<>();

    LabKill(LabGuest guest, @Nullable String agent, long victim) {
        this.guest = guest;
        this.agent = agent;
        this.victim = victim;
    }

    String run() throws Exception {
        Holdings before = Holdings.now();
        blockedInReading();
        blockedInWriting();
        transferring();
        Agent control = framed();

        ProcessHandle process =
                ProcessHandle.of(victim).orElseThrow(() -> new AssertionError("there is no process " + victim));
        long start = System.nanoTime();
        if (!process.destroyForcibly()) {
            throw new AssertionError("process " + victim + " cannot be killed");
        }
        Map<String, String> seen = outcomes(start);
        for (Flow flow : flows) {
            flow.abort();
        }
        if (control != null) {
            control.disconnect();
        }
        String more = before.awaitNoMore(BOUND);
        if (!more.isEmpty()) {
            throw new AssertionError("there remain " + more);
        }
        return seen + ", nothing remains";
    }

    private void blockedInReading() throws Exception {
        Flow flow = open(LabGuest.ECHO);
        call("reader", () -> read(flow));
    }

    private void blockedInWriting() throws Exception {
        Flow flow = open(LabGuest.DEAF);
        call("writer", () -> {
            while (true) {
                flow.write(ByteBuffer.allocate(CHUNK));
            }
        });
    }

    /** Both directions of an echo, of which some has come back. */
    private void transferring() throws Exception {
        Flow flow = open(LabGuest.ECHO);
        CountDownLatch moving = new CountDownLatch(64);
        call("sender", () -> {
            while (true) {
                flow.write(ByteBuffer.allocate(CHUNK));
            }
        });
        call("receiver", () -> {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (flow.read(chunk) != -1) {
                chunk.clear();
                moving.countDown();
            }
            return ENDED;
        });
        if (!moving.await(300, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing comes back");
        }
    }

    /** Only framing tells a broken stream from an ended one here. */
    private @Nullable Agent framed() throws Exception {
        if (agent == null) {
            return null;
        }
        FlowOptions options = FlowOptions.DEFAULTS.framing(true).connectTimeout(Duration.ofSeconds(30));
        Agent control = Agent.at(FlowAddress.parse(agent));
        try (FlowListener listener = control.listen(FlowAddress.parse("vsock://any:" + FRAMED), options)) {
            Flow flow = Flows.connect(LabGuest.at(guest.connect(), FRAMED), options);
            flows.add(flow);
            Flow far = listener.accept();
            far.write(ByteBuffer.allocate(1));
            flow.readInto(ByteBuffer.allocate(1));
            call("framed reader", () -> read(flow));
        }
        return control;
    }

    private Flow open(int port) throws IOException {
        Flow flow = guest.connect(port);
        flows.add(flow);
        return flow;
    }

    private static String read(Flow flow) throws IOException {
        return flow.read(ByteBuffer.allocate(1)) == -1 ? ENDED : "a byte that nobody sent";
    }

    private void call(String name, Callable<String> body) {
        FutureTask<String> task = new FutureTask<>(body);
        Thread.ofPlatform().name("lab " + name).daemon().start(task);
        calls.put(name, task);
    }

    private Map<String, String> outcomes(long start) throws InterruptedException {
        Map<String, String> seen = new TreeMap<>();
        for (Map.Entry<String, FutureTask<String>> call : calls.entrySet()) {
            String name = call.getKey();
            try {
                long left = BOUND.toNanos() - (System.nanoTime() - start);
                String outcome = call.getValue().get(Math.max(left, 0), TimeUnit.NANOSECONDS);
                // The transport has no other word for a peer that is gone; a writer, and a framed flow, have.
                if (!outcome.equals(ENDED) || name.startsWith("framed")) {
                    throw new AssertionError(name + " got " + outcome);
                }
                seen.put(name, outcome);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof FlowException)) {
                    throw new AssertionError(name + " got " + e.getCause(), e.getCause());
                }
                seen.put(name, e.getCause().getClass().getSimpleName());
            } catch (TimeoutException e) {
                throw new AssertionError(name + " is still blocked after " + BOUND.toSeconds() + " s", e);
            }
        }
        return seen;
    }
}
