/** Benchmarks. */
module io.hvflow.jmh {
    requires io.hvflow;
    requires io.hvflow.hvsock;
    requires io.hvflow.simulator;
    requires jmh.core;
    requires static org.jspecify;
}
