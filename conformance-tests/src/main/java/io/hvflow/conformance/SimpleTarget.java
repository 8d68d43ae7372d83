package io.hvflow.conformance;

import io.hvflow.Capability;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.util.Set;

/** A target that is always there and knows no addresses. */
record SimpleTarget(String name, Set<Capability> capabilities, Opener opener) implements Target {
    @Override
    public FlowPair open(FlowOptions options) throws IOException {
        return opener.open(options);
    }
}
