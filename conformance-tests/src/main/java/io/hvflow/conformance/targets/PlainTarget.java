package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.plain.PlainEnds;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Flows over UNIX-domain sockets whose far ends are plain sockets, each in a process of its own that can be stopped and
 * killed. Such an end is no flow: only the rules run that say what a flow does whatever its peer is.
 */
public final class PlainTarget implements Target {
    private static final ForeignEnds ENDS = new PlainEnds(
            List.of(PlainEnds.Family.UNIX, PlainEnds.Family.HYBRID),
            true,
            SocketDirectory::fresh,
            SocketDirectory::freshDirectory);

    /** For {@link java.util.ServiceLoader}. */
    public PlainTarget() {}

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    @Override
    public Optional<String> unavailable() {
        return Meeting.unsupported(new UnixAddress(SocketDirectory.fresh()));
    }

    @Override
    public Optional<String> farEnd() {
        return Optional.of("plain sockets of a Java process each");
    }

    @Override
    public FlowPair open(FlowOptions options) {
        throw new UnsupportedOperationException("the far ends of target plain are no flows");
    }

    @Override
    public boolean hasPairs() {
        return false;
    }

    @Override
    public Optional<ForeignEnds> foreignEnds() {
        return Optional.of(ENDS);
    }
}
