package io.hvflow.conformance;

import java.util.List;

/** The contract, kept by the flows of {@code hyperkit:} addresses. */
class HyperkitContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("hyperkit")).getFirst();
    }
}
