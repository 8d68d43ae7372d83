package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;

/** The contract, kept by framed flows of {@code sim:} addresses. */
class SimFramedContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("sim-framed")).getFirst();
    }
}
