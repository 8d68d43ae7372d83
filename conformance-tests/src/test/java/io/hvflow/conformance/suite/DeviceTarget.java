package io.hvflow.conformance.suite;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.SimAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.simulator.Device;
import io.hvflow.simulator.Partition;
import io.hvflow.simulator.Simulation;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A simulated guest behind a simulated device, met as the lab meets a real one: the near ends are the host's and the far ends
 * the guest's, or both are of one guest.
 *
 * @param name that of the lab's target
 * @param simulated the device
 * @param way who connects
 * @param framed whether all flows are
 */
record DeviceTarget(String name, Device simulated, Way way, boolean framed) implements Target {
    private static final String GUEST = "guest";

    /** Who connects to whom. */
    enum Way {
        TO_GUEST,
        TO_HOST,
        LOOPBACK
    }

    @Override
    public Set<Capability> capabilities() {
        return framed ? EnumSet.allOf(Capability.class) : simulated.capabilities();
    }

    @Override
    public Optional<String> device() {
        return Optional.of("simulated " + simulated);
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        try (FlowListener listener = listen(anyPort(), options)) {
            Flow connected = connect(listener.localAddress(), options);
            Flow accepted = listener.accept();
            return way == Way.TO_HOST ? new FlowPair(accepted, connected) : new FlowPair(connected, accepted);
        }
    }

    @Override
    public Optional<Place> place() throws IOException {
        FlowAddress fresh;
        try (FlowListener listener = listen(anyPort(), FlowOptions.DEFAULTS)) {
            fresh = listener.localAddress();
        }
        return Optional.of(new Place(fresh, fresh, Optional.empty(), Optional.of(anyPort())));
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return (way == Way.TO_GUEST ? simulation().host() : guest()).connect(address, options.framing(framed));
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return (way == Way.TO_HOST ? simulation().host() : guest()).listen(address, options.framing(framed));
    }

    private FlowAddress anyPort() {
        return new SimAddress(way == Way.TO_HOST ? simulation().host().name() : GUEST, SimAddress.PORT_ANY);
    }

    /** The device is there from the first time that the guest is spoken of. On the link, it comes before the weather. */
    private Partition guest() {
        Simulation simulation = simulation();
        boolean isNew = simulation.hypervisor().partitions().stream()
                .noneMatch(partition -> partition.name().equals(GUEST));
        Partition guest = simulation.guest(GUEST);
        if (isNew) {
            Partition other = way == Way.LOOPBACK ? guest : simulation.host();
            simulation.hypervisor().link(other, guest).install(simulated.rule());
        }
        return guest;
    }

    private static Simulation simulation() {
        return Simulation.current()
                .orElseThrow(() -> new IllegalStateException("flows are opened by an actor of the simulation"));
    }
}
