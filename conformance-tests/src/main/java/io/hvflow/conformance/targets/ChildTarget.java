package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;
import io.hvflow.conformance.agent.Meeting;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** UNIX-domain sockets between this process and a child of it that is an agent, started when it is first needed. */
abstract class ChildTarget implements Target {
    private final String name;
    private final Supplier<AgentTarget> target;

    /**
     * A target of that name.
     *
     * @param target asked for only where there is a directory for socket files; always the same, so that one child
     *     serves all
     */
    ChildTarget(String name, Supplier<AgentTarget> target) {
        this.name = name;
        this.target = target;
    }

    /** Flows between this process and an agent, by way of socket files. */
    static AgentTarget between(String name, Agent agent) {
        String sockets = new UnixAddress(SocketDirectory.fresh()) + "-{port}";
        return new AgentTarget(name, ofSockets(), agent, Meeting.nearConnects(sockets, sockets))
                .forbidden(new UnixAddress(UnixTarget.FORBIDDEN));
    }

    private static Set<Capability> ofSockets() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return ofSockets();
    }

    @Override
    public Optional<String> unavailable() {
        return SocketDirectory.unavailable().or(() -> target.get().unavailable());
    }

    @Override
    public Optional<String> farEnd() {
        return target.get().farEnd();
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return target.get().open(options);
    }

    @Override
    public Optional<Place> place() {
        return target.get().place();
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return target.get().connect(address, options);
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return target.get().listen(address, options);
    }
}
