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

    /** Connects as {@link Hypervisor#connect} does, on {@link Hypervisor#shared}. */
    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return Hypervisor.shared().connect(address, options);
    }

    /** Listens as {@link Hypervisor#listen} does, on {@link Hypervisor#shared}. */
    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return Hypervisor.shared().listen(address, options);
    }
}
