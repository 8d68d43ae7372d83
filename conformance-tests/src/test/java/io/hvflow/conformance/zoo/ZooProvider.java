package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Makes the flows of {@code zoo:} addresses, as the cage that the address names does. */
public final class ZooProvider implements FlowProvider {
    private static final ConcurrentMap<String, ZooTarget> CAGES = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public ZooProvider() {}

    static void add(String cage, ZooTarget target) {
        CAGES.put(cage, target);
    }

    private static ZooTarget cage(FlowAddress address) throws FlowRefusedException {
        ZooTarget target = CAGES.get(MemoryNet.cage(address));
        if (target == null) {
            throw new FlowRefusedException("connect", address, "the zoo has no such cage", null);
        }
        return target;
    }

    @Override
    public String name() {
        return "zoo";
    }

    @Override
    public Set<String> schemes() {
        return Set.of(MemoryNet.SCHEME);
    }

    @Override
    public Optional<String> unavailable(String scheme) {
        return Optional.empty();
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return cage(address).connect(address, options);
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return cage(address).listen(address, options);
    }
}
