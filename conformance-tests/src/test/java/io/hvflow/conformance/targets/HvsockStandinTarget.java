package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.FlowOptions;
import io.hvflow.HvsockAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.hvsock.windows.Oddity;
import io.hvflow.hvsock.windows.StandIn;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The backend for AF_HYPERV over the stand-in for Winsock, which does as Windows of today is documented to do. */
public class HvsockStandinTarget implements Target {
    private static final UUID FOREIGN = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final AtomicLong PORTS = new AtomicLong(5000);

    private final String name;
    private final Set<Capability> capabilities;
    private final Set<Oddity> oddities;
    private final boolean framing;

    /** For {@link java.util.ServiceLoader}. */
    public HvsockStandinTarget() {
        this("hvsock-standin", EnumSet.of(Capability.HALF_CLOSE), EnumSet.of(Oddity.SHUTDOWN_READ_INVISIBLE), false);
    }

    /** A target of that name whose stand-in does these things wrong. */
    public HvsockStandinTarget(String name, Set<Capability> capabilities, Set<Oddity> oddities, boolean framing) {
        this.name = name;
        this.capabilities = Set.copyOf(capabilities);
        this.oddities = Set.copyOf(oddities);
        this.framing = framing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Optional<String> unavailable() {
        Optional<String> missing = StandIn.install();
        if (missing.isPresent()) {
            return missing;
        }
        StandIn.oddities(Set.of());
        return Meeting.unsupported(fresh());
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        StandIn.oddities(oddities);
        return Meeting.at(fresh(), options.framing(framing));
    }

    @Override
    public Optional<Place> place() {
        StandIn.oddities(oddities);
        HvsockAddress address = fresh();
        return Optional.of(new Place(address, address, Optional.of(new HvsockAddress(FOREIGN, address.service()))));
    }

    private static HvsockAddress fresh() {
        return HvsockAddress.of(HvsockAddress.LOOPBACK, PORTS.incrementAndGet());
    }
}
