package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract, kept by flows between two processes, one end through an agent. */
@Tag("long")
class ProcessContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("process")).getFirst();
    }
}
