package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The contract, kept by framed flows over everything that connections of AF_HYPERV are known to do wrong. */
@Tag("long")
class HvsockStandinFramedContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("hvsock-standin-framed")).getFirst();
    }
}
