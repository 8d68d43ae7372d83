package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.plain.PlainEnds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** UNIX-domain sockets of this machine. */
public final class UnixTarget implements Target {
    /** Nobody can create a file there, not even the superuser, and not in a root directory where nothing is mounted. */
    static final Path FORBIDDEN = Path.of("/dev/null/hvflow.sock");

    /** For {@link java.util.ServiceLoader}. */
    public UnixTarget() {}

    @Override
    public String name() {
        return "unix";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    @Override
    public Optional<String> unavailable() {
        return SocketDirectory.unavailable().or(() -> Meeting.unsupported(fresh()));
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return Meeting.at(fresh(), options);
    }

    @Override
    public Optional<Place> place() {
        FlowAddress address = fresh();
        return Optional.of(new Place(address, address, Optional.of(new UnixAddress(FORBIDDEN))));
    }

    private static UnixAddress fresh() {
        return new UnixAddress(SocketDirectory.fresh());
    }

    @Override
    public Optional<ForeignEnds> foreignEnds() {
        return Optional.of(new PlainEnds(
                List.of(PlainEnds.Family.UNIX), false, SocketDirectory::fresh, SocketDirectory::freshDirectory));
    }
}
