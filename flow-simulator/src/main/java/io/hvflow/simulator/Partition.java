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
    private final long number;
    private volatile long cid;
    private final UUID vmId;
    private final Rules rules = new Rules();

    Partition(Hypervisor hypervisor, String name, long number, long cid, UUID vmId) {
        this.hypervisor = hypervisor;
        this.name = name;
        this.number = number;
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

    /**
     * Installs a rule on all connections of this partition, those that are open and those to come, and on the attempts to
     * connect, in both directions.
     *
     * @param rule the rule
     * @return the handle that removes it
     */
    public Fault install(Rule rule) {
        return install(rule, Schedule.always());
    }

    /**
     * Installs a rule for some time, as {@link #install(Rule)} does for good.
     *
     * @param rule the rule
     * @param schedule when it has a say
     * @return the handle that removes it
     */
    public Fault install(Rule rule, Schedule schedule) {
        return hypervisor.install(rule, schedule, rules);
    }

    /** Resets every connection of this partition, as {@link Connection#reset} does. */
    public void reset() {
        hypervisor.reset(this, Event.Cause.RESET);
    }

    /**
     * Stops this machine, as its hypervisor can: nothing leaves it or reaches it any more, nobody is told, and whoever
     * connects to it waits. In a {@link Simulation} its actors stop where they are: none of their code runs, and what their
     * timers wait for comes late, when the machine goes on, while the virtual clock does not stop. An actor of this machine
     * may pause it, goes on until its next step, and needs somebody elsewhere to let it go on. Where a hypervisor runs
     * freely, its threads are not stopped: they go on until they wait for the network.
     *
     * @return the handle that lets it go on, with nothing lost; of several, the last that is closed
     */
    public Fault pause() {
        return hypervisor.pause(this, rules);
    }

    /**
     * Ends this machine at once: its listeners are gone and its connections reset, both of which a peer learns as by {@link
     * Connection#reset}. In a {@link Simulation} its actors are stopped, without a failure. It can be used again, as one
     * that has just started.
     */
    public void crash() {
        hypervisor.crash(this);
    }

    /**
     * Moves this machine to another host, or restores it from a snapshot, as AF_VSOCK has it: its connections are reset, its
     * listeners survive, its CID is another. Its name and VM id stay.
     *
     * @param newCid from 3 to 4294967294
     * @throws IllegalArgumentException if the CID is out of bounds, or another partition's
     * @throws IllegalStateException if this is the host
     */
    public void migrate(long newCid) {
        hypervisor.migrate(this, newCid);
    }

    void renumber(long newCid) {
        cid = newCid;
    }

    /** Its place in the order in which the partitions were made, which no migration changes. */
    long number() {
        return number;
    }

    Rules rules() {
        return rules;
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
