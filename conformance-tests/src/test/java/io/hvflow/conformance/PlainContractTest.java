package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;

/** The contract, kept by flows whose far ends are plain sockets of other processes. */
class PlainContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("plain")).getFirst();
    }
}
