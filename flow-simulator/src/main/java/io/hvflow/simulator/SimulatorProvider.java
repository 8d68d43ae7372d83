package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Serves {@code sim:} addresses on the shared hypervisor, and with {@code -Dio.hvflow.provider=simulator} those of every
 * scheme, so that an application runs unchanged where there is no hypervisor. The package has the table of what the
 * addresses mean.
 */
public final class SimulatorProvider implements FlowProvider {

    /** Makes the provider; nothing is started or held. */
    public SimulatorProvider() {}

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("sim");
    }

    /** Nothing is in its way: it needs no system. */
    @Override
    public Optional<String> unavailable(String scheme) {
        return Optional.empty();
    }

    /**
     * Connects as {@link Hypervisor#connect} does, on {@link Hypervisor#shared}; an {@link Actor} of a {@link Simulation}
     * connects from its own partition.
     */
    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        Actor actor = Actor.current();
        return actor == null
                ? Hypervisor.shared().connect(address, options)
                : actor.partition().connect(address, options);
    }

    /**
     * Listens as {@link Hypervisor#listen} does, on {@link Hypervisor#shared}; an {@link Actor} of a {@link Simulation} on
     * its own, and on its own partition unless that is the host.
     */
    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        Actor actor = Actor.current();
        if (actor == null) {
            return Hypervisor.shared().listen(address, options);
        }
        Partition here = actor.partition();
        return here.isHost() ? here.hypervisor().listen(address, options) : here.listen(address, options);
    }
}
