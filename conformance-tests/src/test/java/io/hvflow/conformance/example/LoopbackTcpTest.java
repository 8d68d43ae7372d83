package io.hvflow.conformance.example;

import io.hvflow.Capability;
import io.hvflow.conformance.FlowContract;
import io.hvflow.conformance.Target;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** How a backend adopts the suite: one class, one method. */
@Tag("long")
class LoopbackTcpTest extends FlowContract {
    @Override
    protected Target target() {
        return Target.of("tcp", Set.of(Capability.HALF_CLOSE, Capability.RESET_DETECTION), LoopbackTcp::open);
    }
}
