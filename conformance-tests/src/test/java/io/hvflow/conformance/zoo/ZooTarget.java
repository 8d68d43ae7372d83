package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.Target;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Flows of one breed, both ends alike, in a cage of their own: no other target's flows get near them. */
final class ZooTarget implements Target {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final Breed breed;
    private final Set<Capability> capabilities;
    private final String cage;
    private final MemoryNet net;

    ZooTarget(String name, Breed breed, Set<Capability> capabilities) {
        this.name = name;
        this.breed = breed;
        this.capabilities = capabilities;
        this.net = new MemoryNet(capabilities);
        this.cage = name + "-" + NUMBERS.incrementAndGet();
        ZooProvider.add(cage, this);
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
    public FlowPair open(FlowOptions options) {
        MemorySocket.Pair pair = net.pair(MemoryNet.fresh(cage), options);
        return new FlowPair(breed.make(pair.near(), options), breed.make(pair.far(), options));
    }

    @Override
    public Optional<Place> place() {
        FlowAddress address = MemoryNet.fresh(cage);
        return Optional.of(new Place(
                address,
                address,
                Optional.of(MemoryNet.address(cage, MemoryNet.FORBIDDEN)),
                Optional.of(MemoryNet.address(cage, MemoryNet.ANY))));
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return breed.connect(net, address, options);
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return breed.listen(net, address, options);
    }

    @Override
    public Optional<ForeignEnds> foreignEnds() {
        return Optional.of(new MemoryEnds(net, breed, cage));
    }
}
