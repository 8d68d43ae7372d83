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

/** UNIX-domain sockets between this process and a child of it. */
public final class ProcessTarget implements Target {
    /** For {@link java.util.ServiceLoader}. */
    public ProcessTarget() {}

    /** One child for all, made when it is first needed. */
    private static final class Holder {
        private static final String SOCKETS = new UnixAddress(SocketDirectory.fresh()) + "-{port}";

        static final AgentTarget TARGET = new AgentTarget(
                        "process",
                        EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ),
                        Agent.command(ChildJvm.command(), ChildJvm.environment()),
                        Meeting.nearConnects(SOCKETS, SOCKETS))
                .forbidden(new UnixAddress(UnixTarget.FORBIDDEN));
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    @Override
    public Optional<String> unavailable() {
        return SocketDirectory.unavailable().or(() -> Holder.TARGET.unavailable());
    }

    @Override
    public Optional<String> farEnd() {
        return Holder.TARGET.farEnd();
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return Holder.TARGET.open(options);
    }

    @Override
    public Optional<Place> place() {
        return Holder.TARGET.place();
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return Holder.TARGET.connect(address, options);
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return Holder.TARGET.listen(address, options);
    }
}
