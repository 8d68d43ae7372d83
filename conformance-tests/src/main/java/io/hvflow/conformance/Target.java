package io.hvflow.conformance;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Something that the suite can hold to the contract: a backend, a device, a relay. Found by {@link
 * java.util.ServiceLoader}, or named by a {@link FlowContract}. No call of
 * {@link #open} depends on one before: a target may keep a connection to whoever holds its far end, which it makes
 * again where it broke, and nothing else.
 */
public interface Target {

    /**
     * The name in reports and on the command line.
     *
     * @return a short lower-case word
     */
    String name();

    /**
     * What the transport can tell and carry. Rules that need more are checked for their documented weaker behaviour.
     *
     * @return the capabilities
     */
    Set<Capability> capabilities();

    /**
     * Opens a connected pair.
     *
     * @param options for both ends
     * @return the pair; whoever called closes both
     * @throws IOException if that fails, which fails the rule
     */
    FlowPair open(FlowOptions options) throws IOException;

    /**
     * What carries the flows besides this program: device and kernel with their versions, between commas, such as
     * {@code vhost-device-vsock 0.3.0, Linux 6.1.0-50-cloud-amd64}. What that device is known to break is then expected
     * of the target.
     *
     * @return the device, or empty if there is nothing to know about it
     */
    default Optional<String> device() {
        return Optional.empty();
    }

    /**
     * Why the target cannot run on this machine.
     *
     * @return the system's own reason, or empty if it can
     */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /**
     * How many descriptors of this process an open pair takes. Where the process may not have as many as a rule needs (the limit
     * {@code ulimit -n} is low), the rule is not applicable, and where no rule finds enough, the target is unavailable.
     *
     * @return two, unless the target says otherwise; zero for flows in memory
     */
    default int descriptors() {
        return 2;
    }

    /**
     * Where to listen and connect, for the rules on connecting (L1 to L10); each call gives a fresh place. Without it
     * those rules are N/A.
     *
     * @return the place, or empty if the target's flows are not made by {@link io.hvflow.Flows}
     * @throws IOException if a place cannot be made
     */
    default Optional<Place> place() throws IOException {
        return Optional.empty();
    }

    /**
     * Connects to an address of a {@link Place}, at the end of this target that connects.
     *
     * @param address the place's {@code connect}, or what {@link #reach} says
     * @param options how
     * @return the flow of that end
     * @throws IOException as {@link io.hvflow.Flows#connect} does
     */
    default Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return Flows.connect(address, options);
    }

    /**
     * Listens on an address of a {@link Place}, at the end of this target that listens.
     *
     * @param address the place's {@code listen}, {@code forbidden} or {@code anyPort}
     * @param options how
     * @return the listener of that end
     * @throws IOException as {@link io.hvflow.Flows#listen} does
     */
    default FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return Flows.listen(address, options);
    }

    /**
     * Where to connect to reach a listener that was given a port by the system.
     *
     * @param listening the address that the listener reports
     * @return the address for the connecting end: the same, unless the ends see it differently
     */
    default FlowAddress reach(FlowAddress listening) {
        return listening;
    }

    /**
     * Whether its flows are of a simulation: then each rule is checked within an {@code
     * io.hvflow.simulator.Simulation}, in many schedules. The methods of this target are then called by its actors;
     * {@code Simulation.current()} is the simulation, and {@link io.hvflow.Flows} connects and listens on its
     * hypervisor, at {@code sim:} addresses. What such a target makes for one run it must not use in another.
     *
     * @return false for flows on the machine's own threads
     */
    default boolean isSimulated() {
        return false;
    }

    /**
     * Who has the far end, for the report: implementation, system, runtime. Asked for when the target is available.
     *
     * @return a phrase, or empty if this process has it
     */
    default Optional<String> farEnd() {
        return Optional.empty();
    }

    /**
     * Flows of this target whose far ends are of another make, for what only such ends show: they do not drain, answer
     * in their own way, stop, or say odd things (H11, L11 and the foreign parts of other rules). Without them those
     * rules are N/A.
     *
     * @return the ends, or empty if there are none
     */
    default Optional<ForeignEnds> foreignEnds() {
        return Optional.empty();
    }

    /**
     * Whether {@link #open} gives pairs of flows; without them the target is there for its {@link #foreignEnds} alone,
     * and rules that need a flow at both ends are N/A.
     *
     * @return true for a target that can be held to every rule
     */
    default boolean hasPairs() {
        return true;
    }

    /**
     * A target that needs no class of its own.
     *
     * @param name the name in reports
     * @param capabilities what the transport can tell and carry
     * @param opener opens a connected pair
     * @return the target
     */
    static Target of(String name, Set<Capability> capabilities, Opener opener) {
        return new SimpleTarget(name, Set.copyOf(capabilities), opener);
    }

    /** Opens connected pairs. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens a connected pair.
         *
         * @param options for both ends
         * @return the pair
         * @throws IOException if that fails
         */
        FlowPair open(FlowOptions options) throws IOException;
    }

    /**
     * A fresh place to meet.
     *
     * @param listen what {@link Target#listen} takes; nobody listens there yet
     * @param connect what {@link Target#connect} takes to reach that listener
     * @param forbidden an address that cannot be listened on here, if the target has one
     * @param anyPort an address to listen on whose port the system chooses, if the target's addresses have ports; its
     *     listener's address is one to connect to
     */
    record Place(
            FlowAddress listen, FlowAddress connect, Optional<FlowAddress> forbidden, Optional<FlowAddress> anyPort) {

        /** Refuses a missing part. */
        public Place {
            Objects.requireNonNull(listen, "listen");
            Objects.requireNonNull(connect, "connect");
            Objects.requireNonNull(forbidden, "forbidden");
            Objects.requireNonNull(anyPort, "anyPort");
        }

        /**
         * A place on a target whose addresses have no ports that the system chooses.
         *
         * @param listen what to listen on
         * @param connect what to connect to
         * @param forbidden what cannot be listened on
         */
        public Place(FlowAddress listen, FlowAddress connect, Optional<FlowAddress> forbidden) {
            this(listen, connect, forbidden, Optional.empty());
        }
    }
}
