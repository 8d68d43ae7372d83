package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.SimAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.simulator.Simulation;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The simulated hypervisor as a simulation: in many schedules, each of which can be repeated. */
public final class SimulationTarget implements Target {
    private static final long PORT = 5000;

    /** For {@link java.util.ServiceLoader}. */
    public SimulationTarget() {}

    @Override
    public String name() {
        return "simulation";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Optional<String> unavailable() {
        return Meeting.unsupported(new SimAddress("conformance", PORT));
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    /** One actor does it all: a connection is there before it is accepted. */
    @Override
    public int descriptors() {
        return 0;
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        SimAddress address = fresh();
        try (FlowListener listener = Flows.listen(address, options)) {
            Flow near = Flows.connect(address, options);
            return new FlowPair(near, listener.accept());
        }
    }

    @Override
    public Optional<Place> place() {
        SimAddress address = fresh();
        return Optional.of(new Place(
                address,
                address,
                Optional.empty(),
                Optional.of(new SimAddress(address.partition(), SimAddress.PORT_ANY))));
    }

    /** A guest of its own for each pair and place; the same ones in each run. */
    private static SimAddress fresh() {
        Simulation simulation = Simulation.current()
                .orElseThrow(() -> new IllegalStateException("a pair is opened by an actor of the simulation"));
        String name = "guest-" + simulation.hypervisor().partitions().size();
        simulation.guest(name);
        return new SimAddress(name, PORT);
    }
}
