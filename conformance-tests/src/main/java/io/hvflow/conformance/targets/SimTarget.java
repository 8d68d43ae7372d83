package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.FlowOptions;
import io.hvflow.SimAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The simulated hypervisor. */
public final class SimTarget implements Target {
    private static final long PORT = 5000;

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** For {@link java.util.ServiceLoader}. */
    public SimTarget() {}

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Optional<String> unavailable() {
        return Meeting.unsupported(fresh());
    }

    @Override
    public int descriptors() {
        return 0;
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return Meeting.at(fresh(), options);
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

    private static SimAddress fresh() {
        return new SimAddress("conformance-" + NUMBERS.incrementAndGet(), PORT);
    }
}
