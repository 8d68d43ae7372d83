package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A machine on a simulated hypervisor, the host or a guest, that connects and listens for itself. It has the names that
 * a machine has in each kind of address; all of them mean the same ports (see the package). All methods may be called from
 * any thread.
 */
public final class Partition {
    private final Hypervisor hypervisor;
    private final String name;
    private final long cid;
    private final UUID vmId;

    Partition(Hypervisor hypervisor, String name, long cid, UUID vmId) {
        this.hypervisor = hypervisor;
        this.name = name;
        this.cid = cid;
        this.vmId = vmId;
    }

    /**
     * Its name in {@code sim:} addresses.
     *
     * @return the name; the CID in decimal for one that was made by another name
     */
    public String name() {
        return name;
    }

    /**
     * Its CID in {@code vsock:} addresses.
     *
     * @return 2 for the host, 3 and up for guests
     */
    public long cid() {
        return cid;
    }

    /**
     * Its VM id in {@code hvsock:} addresses.
     *
     * @return the id
     */
    public UUID vmId() {
        return vmId;
    }

    /**
     * Makes this guest the one behind a VMM's socket file or directory, for {@code hybrid:} and {@code hyperkit:} addresses.
     * Before anybody is, every guest is.
     *
     * @param path the path as in the addresses
     * @return this
     * @throws IllegalStateException if another partition is behind it already, or this is the host
     */
    public Partition behind(Path path) {
        hypervisor.putBehind(path, this);
        return this;
    }

    /**
     * Connects from this partition. As {@link io.hvflow.Flows#connect} in every other respect.
     *
     * @param address where to, of any kind
     * @param options how
     * @return the connected flow
     * @throws IOException as {@link Hypervisor#connect} says
     */
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return hypervisor.flow(new Connector(hypervisor, this, address, options).connect(), options);
    }

    /**
     * Listens on this partition. As {@link io.hvflow.Flows#listen} in every other respect.
     *
     * @param address the address, of any kind; its own, or any
     * @param options how
     * @return the listener
     * @throws io.hvflow.FlowAddressException if the address is another partition's, or taken
     * @throws IOException as {@link Hypervisor#listen} says
     */
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return hypervisor.listen(this, address, options);
    }

    Hypervisor hypervisor() {
        return hypervisor;
    }

    boolean isHost() {
        return this == hypervisor.host();
    }

    @Override
    public String toString() {
        return "Partition[" + name + ", CID " + cid + "]";
    }
}
