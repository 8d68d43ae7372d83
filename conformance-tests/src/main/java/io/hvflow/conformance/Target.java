package io.hvflow.conformance;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Something that the suite can hold to the contract: a backend, a device, a relay. Found by {@link
 * java.util.ServiceLoader}, or named by a {@link FlowContract}. A target keeps no state between calls of {@link #open}.
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
     * What carries the flows besides this program: device and kernel with their versions, between commas, such as {@code
     * vhost-device-vsock 0.3.0, Linux 6.1.0-50-cloud-amd64}. What that device is known to break is then expected of the target.
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
     * @param listen what {@link io.hvflow.Flows#listen} takes; nobody listens there yet
     * @param connect what {@link io.hvflow.Flows#connect} takes to reach that listener
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
