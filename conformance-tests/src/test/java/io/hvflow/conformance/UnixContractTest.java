package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;

/** The contract, kept by the flows of {@code unix:} addresses. */
class UnixContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("unix")).getFirst();
    }
}
