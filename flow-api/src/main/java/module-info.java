/** Flows, their addresses, and what a backend writes. */
module io.hvflow {
    requires static org.jspecify;

    exports io.hvflow;
    exports io.hvflow.spi;

    uses io.hvflow.spi.FlowProvider;
}
