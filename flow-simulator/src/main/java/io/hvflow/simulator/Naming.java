package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.HvsockAddress;
import io.hvflow.HvsockNameAddress;
import io.hvflow.HybridAddress;
import io.hvflow.HyperkitAddress;
import io.hvflow.OtherAddress;
import io.hvflow.SimAddress;
import io.hvflow.UnixAbstractAddress;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;

/** How a service of a partition is called in each kind of address. */
final class Naming {
    private Naming() {}

    /** Whether a listener on the address is to be on any partition. */
    static boolean namesAny(FlowAddress address) {
        return switch (address) {
            case SimAddress sim -> sim.partition().isEmpty();
            case VsockAddress vsock -> vsock.cid() == VsockAddress.CID_ANY;
            case HvsockAddress hvsock ->
                hvsock.partition().equals(HvsockAddress.WILDCARD)
                        || hvsock.partition().equals(HvsockAddress.CHILDREN);
            default -> false;
        };
    }

    /** The address that peers can connect to: as it was asked for, with what was left open filled in. */
    static FlowAddress listening(FlowAddress asked, Partition owner, UUID service) {
        long port = Services.port(service);
        return switch (asked) {
            case SimAddress sim -> new SimAddress(namesAny(sim) ? owner.name() : sim.partition(), port);
            case VsockAddress vsock -> new VsockAddress(namesAny(vsock) ? owner.cid() : vsock.cid(), port);
            case HvsockAddress hvsock ->
                new HvsockAddress(namesAny(hvsock) ? owner.vmId() : hvsock.partition(), service);
            case HybridAddress hybrid -> new HybridAddress(hybrid.path(), port);
            case HyperkitAddress hyperkit -> new HyperkitAddress(hyperkit.directory(), port);
            default -> asked;
        };
    }

    /** What the connecting end was connected to: what it asked for, but the id in the place of a machine's name, as Hyper-V has it. */
    static FlowAddress reached(FlowAddress asked, Partition target) {
        return asked instanceof HvsockNameAddress named ? new HvsockAddress(target.vmId(), named.service()) : asked;
    }

    /**
     * A service of a partition, in the kind of {@code like}.
     *
     * @param like an address of the same connection, whose path is the path of this one too
     */
    static FlowAddress of(Partition partition, UUID service, FlowAddress like) {
        long port = Services.port(service);
        return switch (like) {
            case SimAddress sim -> new SimAddress(partition.name(), port);
            case VsockAddress vsock -> new VsockAddress(partition.cid(), port);
            case HvsockAddress hvsock -> new HvsockAddress(partition.vmId(), service);
            // A name is looked up before anything connects, and what was found is what both ends know.
            case HvsockNameAddress named -> new HvsockAddress(partition.vmId(), service);
            case HybridAddress hybrid -> new HybridAddress(hybrid.path(), port);
            case HyperkitAddress hyperkit -> new HyperkitAddress(hyperkit.directory(), port);
            // A real client has no name here. This one has, so that one connection can be told from another.
            case UnixAddress unix -> new UnixAddress(Path.of(unix.path() + "@" + port));
            case UnixAbstractAddress unix -> new UnixAbstractAddress(unix.name() + "@" + port);
            case OtherAddress other ->
                new OtherAddress(other.scheme(), other.rest() + (other.rest().contains("#") ? "" : "#") + port);
        };
    }

    /** The socket file at which Firecracker and its like look for who serves the host's port. */
    static Path servedBy(HybridAddress address, long port) {
        return Path.of(address.path() + "_" + port);
    }

    /** The socket file at which hyperkit looks for who serves the host's port. */
    static Path servedBy(HyperkitAddress address, long port) {
        return address.directory().resolve(String.format(Locale.ROOT, "00000002.%08x", port));
    }
}
