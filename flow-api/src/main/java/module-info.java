/** Flows, their addresses, and what a backend writes. */
@SuppressWarnings("module") // those that see the internals depend on this one, and are compiled later
module io.hvflow {
    requires static org.jspecify;

    exports io.hvflow;
    exports io.hvflow.spi;
    exports io.hvflow.engine;
    exports io.hvflow.internal to
            io.hvflow.hvsock, // its tests watch transfers
            io.hvflow.simulator,
            io.hvflow.conformance;

    uses io.hvflow.spi.FlowProvider;
}
