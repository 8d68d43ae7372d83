import io.hvflow.simulator.SimulatorProvider;
import io.hvflow.spi.FlowProvider;

/** Flows on a simulated hypervisor. */
module io.hvflow.simulator {
    requires transitive io.hvflow;
    requires static org.jspecify;

    exports io.hvflow.simulator;

    provides FlowProvider with
            SimulatorProvider;
}
