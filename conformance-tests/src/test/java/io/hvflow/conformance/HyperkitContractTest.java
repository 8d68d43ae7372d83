package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract, kept by the flows of {@code hyperkit:} addresses. */
@Tag("long")
class HyperkitContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("hyperkit")).getFirst();
    }
}
