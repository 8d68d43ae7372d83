package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.HybridAddress;
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
 * A VMM's socket file, with the suite in the VMM's place: the near end connects by {@code hybrid:}, the far end is the plain
 * socket at the path, after the greeting. So no relay stands between the two.
 */
public final class HybridTarget implements Target {
    private static final long PORT = 5000;

    /** What Firecracker answers: the port that it chose for the host's side. */
    private static final String ANSWER = "OK 1073741824\n";

    /** For {@link java.util.ServiceLoader}. */
    public HybridTarget() {}

    @Override
    public String name() {
        return "hybrid";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    @Override
    public Optional<String> unavailable() {
        return SocketDirectory.unavailable()
                .or(() -> Meeting.unsupported(new HybridAddress(SocketDirectory.fresh(), PORT)));
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        Path path = SocketDirectory.fresh();
        try (FlowListener listener = Flows.listen(new UnixAddress(path), options)) {
            return Meeting.at(listener, new HybridAddress(path, PORT), options, HybridTarget::greet);
        }
    }

    /** The VMM's part of the greeting, which must take no byte of what follows the line. */
    private static void greet(Flow far) throws IOException {
        String expected = "CONNECT " + PORT + "\n";
        ByteBuffer line = ByteBuffer.allocate(expected.length());
        far.readInto(line);
        String came = new String(line.array(), 0, line.position(), StandardCharsets.US_ASCII);
        if (!came.equals(expected)) {
            throw new IOException("greeted with \"" + came.strip() + "\", not with \"" + expected.strip() + "\"");
        }
        far.write(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A guest's connection to a port of the host reaches the listener at {@code <path>_<port>}. */
    @Override
    public Optional<Place> place() {
        Path path = SocketDirectory.fresh();
        return Optional.of(new Place(
                new HybridAddress(path, PORT),
                new UnixAddress(path.resolveSibling(path.getFileName() + "_" + PORT)),
                Optional.of(new HybridAddress(UnixTarget.FORBIDDEN, PORT))));
    }

    @Override
    public Optional<ForeignEnds> foreignEnds() {
        return Optional.of(new PlainEnds(
                List.of(PlainEnds.Family.HYBRID), false, SocketDirectory::fresh, SocketDirectory::freshDirectory));
    }
}
