package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract, kept by framed flows of {@code unix:} addresses. */
@Tag("long")
class UnixFramedContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("unix-framed")).getFirst();
    }
}
