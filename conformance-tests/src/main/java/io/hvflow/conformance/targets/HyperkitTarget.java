package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.HyperkitAddress;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.plain.PlainEnds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * hyperkit's socket directory, with the suite in hyperkit's place: the near end connects by {@code hyperkit:}, the far end is the
 * plain socket at {@code <dir>/connect}, after the request, which is not answered. So no relay stands between the two.
 */
public final class HyperkitTarget implements Target {
    private static final long PORT = 5000;

    /** CID and port of what is asked for. */
    private static final String REQUEST = "00000003.00001388\n";

    /** Where hyperkit looks for those who serve the port at the host. */
    private static final String SERVED = "00000002.00001388";

    /** For {@link java.util.ServiceLoader}. */
    public HyperkitTarget() {}

    @Override
    public String name() {
        return "hyperkit";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    @Override
    public Optional<String> unavailable() {
        return SocketDirectory.unavailable()
                .or(() -> Meeting.unsupported(new HyperkitAddress(SocketDirectory.freshDirectory(), PORT)));
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        Path directory = SocketDirectory.freshDirectory();
        try (FlowListener listener = Flows.listen(new UnixAddress(directory.resolve("connect")), options)) {
            return Meeting.at(listener, new HyperkitAddress(directory, PORT), options, HyperkitTarget::takeRequest);
        }
    }

    /** hyperkit's part of the greeting, which must take no byte of what follows the line. */
    private static void takeRequest(Flow far) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(REQUEST.length());
        far.readInto(line);
        String came = new String(line.array(), 0, line.position(), StandardCharsets.US_ASCII);
        if (!came.equals(REQUEST)) {
            throw new IOException("asked for \"" + came.strip() + "\", not for \"" + REQUEST.strip() + "\"");
        }
    }

    /** A guest's connection to a port of the host reaches the listener at {@code <dir>/00000002.<port>}. */
    @Override
    public Optional<Place> place() {
        Path directory = SocketDirectory.freshDirectory();
        return Optional.of(new Place(
                new HyperkitAddress(directory, PORT),
                new UnixAddress(directory.resolve(SERVED)),
                Optional.of(new HyperkitAddress(UnixTarget.FORBIDDEN, PORT))));
    }

    @Override
    public Optional<ForeignEnds> foreignEnds() {
        return Optional.of(new PlainEnds(
                List.of(PlainEnds.Family.HYPERKIT), false, SocketDirectory::fresh, SocketDirectory::freshDirectory));
    }
}
