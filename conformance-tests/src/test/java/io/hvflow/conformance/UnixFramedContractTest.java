package io.hvflow.conformance;

import java.util.List;

/** The contract, kept by framed flows of {@code unix:} addresses. */
class UnixFramedContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("unix-framed")).getFirst();
    }
}
