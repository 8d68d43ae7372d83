package io.hvflow.conformance.agent;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.SimAddress;
import io.hvflow.VsockAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A target whose near end is a flow of this process, and whose far end is one of an {@link Agent}'s, in another process or on
 * another machine.
 */
public final class AgentTarget implements Target {
    /** How long the failure of a near end waits for what the far end has to say. */
    private static final Duration FAR_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Set<Capability> capabilities;
    private final Agent agent;
    private final Meeting meeting;
    private final boolean framing;
    private final String device;
    private final Optional<FlowAddress> forbidden;

    private AgentTarget(
            String name,
            Set<Capability> capabilities,
            Agent agent,
            Meeting meeting,
            boolean framing,
            String device,
            Optional<FlowAddress> forbidden) {
        this.name = name;
        this.capabilities = Set.copyOf(capabilities);
        this.agent = agent;
        this.meeting = meeting;
        this.framing = framing;
        this.device = device;
        this.forbidden = forbidden;
    }

    /**
     * A target without framing.
     *
     * @param name the name in reports
     * @param capabilities what the transport can tell and carry
     * @param agent who has the far end
     * @param meeting where the ends meet
     */
    public AgentTarget(String name, Set<Capability> capabilities, Agent agent, Meeting meeting) {
        this(name, capabilities, agent, meeting, false, "", Optional.empty());
    }

    /**
     * This target with every flow framed at both ends, which gives it every capability.
     *
     * @return the changed target
     */
    public AgentTarget framed() {
        return new AgentTarget(name, EnumSet.allOf(Capability.class), agent, meeting, true, device, forbidden);
    }

    /**
     * This target with a word on what stands between the ends, as {@link Target#device} says.
     *
     * @param text the device and the guest's system, with their versions, between commas
     * @return the changed target
     */
    public AgentTarget device(String text) {
        return new AgentTarget(name, capabilities, agent, meeting, framing, text, forbidden);
    }

    /**
     * This target with an address that its listening end cannot listen on (L3).
     *
     * @param address such as a CID of another machine
     * @return the changed target
     */
    public AgentTarget forbidden(FlowAddress address) {
        return new AgentTarget(name, capabilities, agent, meeting, framing, device, Optional.of(address));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Optional<String> unavailable() {
        Meeting.Spot spot = meeting.fresh();
        Optional<String> near = unavailableHere(spot.near().scheme());
        if (near.isPresent()) {
            return near;
        }
        try {
            return agent.unavailable(spot.far().scheme());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> unavailableHere(String scheme) {
        if (!System.getProperty(Flows.PROVIDER, "").isBlank()) {
            return Optional.of("-D" + Flows.PROVIDER + " has one provider of this process serve every scheme");
        }
        List<FlowProvider> serving = Flows.providers().stream()
                .filter(provider -> provider.schemes().contains(scheme))
                .toList();
        if (serving.isEmpty()) {
            return Optional.of("nothing here serves " + scheme + ":");
        }
        List<Optional<String>> reasons =
                serving.stream().map(provider -> provider.unavailable(scheme)).toList();
        return reasons.stream().anyMatch(Optional::isEmpty) ? Optional.empty() : reasons.getFirst();
    }

    @Override
    public Optional<String> device() {
        return device.isEmpty() ? Optional.empty() : Optional.of(device);
    }

    @Override
    public Optional<String> farEnd() {
        try {
            return Optional.of(String.join(", ", agent.who().values()));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        Meeting.Spot spot = meeting.fresh();
        FlowOptions framed = framed(options);
        return meeting.farConnects() ? farConnects(spot, framed) : nearConnects(spot, framed);
    }

    private FlowOptions framed(FlowOptions options) {
        return framing ? options.framing(true) : options;
    }

    /** An end that is opened, on a thread of its own, while the caller opens the other. */
    private static FutureTask<Flow> meanwhile(String what, java.util.concurrent.Callable<Flow> opening) {
        FutureTask<Flow> task = new FutureTask<>(opening);
        Thread.ofVirtual().name(what).start(task);
        return task;
    }

    /** The near flow is made by the calling thread, which may have somebody watch what it makes. */
    private FlowPair nearConnects(Meeting.Spot spot, FlowOptions options) throws IOException {
        try (FlowListener listener = agent.listen(spot.far(), options)) {
            listener.setAcceptTimeout(options.connectTimeout());
            FutureTask<Flow> accepting = meanwhile("accept " + spot.far(), listener::accept);
            return pair(() -> Flows.connect(spot.near(), options), accepting);
        }
    }

    private FlowPair farConnects(Meeting.Spot spot, FlowOptions options) throws IOException {
        try (FlowListener listener = Flows.listen(spot.near(), options)) {
            listener.setAcceptTimeout(options.connectTimeout());
            FutureTask<Flow> connecting = meanwhile("connect " + spot.far(), () -> agent.connect(spot.far(), options));
            return pair(listener::accept, connecting);
        }
    }

    /** What opens an end. */
    @FunctionalInterface
    private interface Opening {
        Flow open() throws IOException;
    }

    /** If one end does not come about, neither does the pair. */
    private static FlowPair pair(Opening opening, FutureTask<Flow> far) throws IOException {
        Flow near;
        try {
            near = opening.open();
        } catch (IOException e) {
            throw withoutNear(e, far);
        }
        try {
            return new FlowPair(near, far.get());
        } catch (InterruptedException e) {
            near.abort();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while the far end opens").initCause(e);
        } catch (ExecutionException e) {
            near.abort();
            throw new IOException("the far end could not be opened: " + e.getCause(), e.getCause());
        }
    }

    /** The failure of the near end, with that of the far one if it failed too: it may be why. */
    private static IOException withoutNear(IOException near, FutureTask<Flow> far) {
        try {
            far.get(FAR_FAILURE.toNanos(), TimeUnit.NANOSECONDS).abort();
            return near;
        } catch (TimeoutException e) {
            abortWhenOpen(far);
            return near;
        } catch (InterruptedException e) {
            abortWhenOpen(far);
            Thread.currentThread().interrupt();
            return near;
        } catch (ExecutionException e) {
            IOException both = new IOException(
                    "neither end could be opened; the near end: " + near + "; the far end: " + e.getCause(), near);
            both.addSuppressed(e.getCause());
            return both;
        }
    }

    /** Its listener closes, or its time-out passes: then it ends, and what it opened has no use. */
    private static void abortWhenOpen(FutureTask<Flow> far) {
        Thread.ofVirtual().name("abort a far end without a near one").start(() -> {
            try {
                far.get().abort();
            } catch (ExecutionException | InterruptedException e) {
                // It has opened nothing.
            }
        });
    }

    @Override
    public Optional<Place> place() {
        Meeting.Spot spot = meeting.fresh();
        FlowAddress listen = meeting.farConnects() ? spot.near() : spot.far();
        FlowAddress connect = meeting.farConnects() ? spot.far() : spot.near();
        return Optional.of(new Place(listen, connect, forbidden, meeting.anyPort()));
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        FlowOptions framed = framed(options);
        return meeting.farConnects() ? agent.connect(address, framed) : Flows.connect(address, framed);
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        FlowOptions framed = framed(options);
        return meeting.farConnects() ? Flows.listen(address, framed) : agent.listen(address, framed);
    }

    @Override
    public FlowAddress reach(FlowAddress listening) {
        return switch (listening) {
            case VsockAddress vsock -> meeting.connectTo(vsock.port());
            case SimAddress sim -> meeting.connectTo(sim.port());
            default -> listening;
        };
    }

    @Override
    public String toString() {
        return "target " + name + " with " + agent;
    }
}
