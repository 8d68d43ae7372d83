package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Another target's flows, framed at both ends, which gives them every capability. */
abstract class FramedTarget implements Target {
    private final Target carrier;

    FramedTarget(Target carrier) {
        this.carrier = carrier;
    }

    @Override
    public String name() {
        return carrier.name() + "-framed";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Optional<String> device() {
        return carrier.device();
    }

    @Override
    public Optional<String> unavailable() {
        return carrier.unavailable();
    }

    @Override
    public boolean isSimulated() {
        return carrier.isSimulated();
    }

    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return carrier.open(options.framing(true));
    }

    @Override
    public Optional<Place> place() throws IOException {
        return carrier.place();
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return carrier.connect(address, options.framing(true));
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return carrier.listen(address, options.framing(true));
    }

    @Override
    public FlowAddress reach(FlowAddress listening) {
        return carrier.reach(listening);
    }
}
