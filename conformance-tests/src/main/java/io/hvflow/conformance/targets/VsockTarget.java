package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.VsockAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** AF_VSOCK with this machine itself, through the kernel's loopback transport. */
public final class VsockTarget implements Target {
    /** No machine has this CID: the last that is not reserved. */
    private static final long FOREIGN_CID = 0xFFFF_FFFEL;

    /** Far from the ports that the kernel hands out and from those of services. */
    private static final long FIRST_PORT = 0x7000_0000L;

    private static final AtomicLong PORTS =
            new AtomicLong(FIRST_PORT + (ProcessHandle.current().pid() << 8));

    /** For {@link java.util.ServiceLoader}. */
    public VsockTarget() {}

    @Override
    public String name() {
        return "vsock-loopback";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ);
    }

    /** The kernel is all that there is between the ends. */
    @Override
    public Optional<String> device() {
        return Optional.of(System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** Whatever keeps anybody from listening on the local CID: without a loopback transport the system refuses it. */
    @Override
    public Optional<String> unavailable() {
        try {
            Flows.listen(anyPort(), FlowOptions.DEFAULTS).close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return Meeting.at(anyPort(), options);
    }

    @Override
    public Optional<Place> place() {
        FlowAddress address = new VsockAddress(VsockAddress.CID_LOCAL, PORTS.incrementAndGet());
        return Optional.of(new Place(
                address, address, Optional.of(new VsockAddress(FOREIGN_CID, FIRST_PORT)), Optional.of(anyPort())));
    }

    private static VsockAddress anyPort() {
        return new VsockAddress(VsockAddress.CID_LOCAL, VsockAddress.PORT_ANY);
    }
}
