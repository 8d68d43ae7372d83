package io.hvflow.conformance;

import io.hvflow.conformance.suite.Targets;
import java.util.List;

/** The contract, kept by the flows of {@code hvsock:} addresses, as far as the stand-in for Windows can show. */
class HvsockStandinContractTest extends FlowContract {
    @Override
    protected Target target() {
        return Targets.found().named(List.of("hvsock-standin")).getFirst();
    }
}
