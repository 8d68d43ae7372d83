/** The contract of {@link io.hvflow.Flow} as a suite that any backend can run. */
module io.hvflow.conformance {
    requires transitive io.hvflow;
    requires transitive org.junit.jupiter.api;
    requires com.google.gson;
    requires com.samskivert.jmustache;
    requires info.picocli;
    requires net.jqwik.api;
    requires java.management;
    requires jdk.management;
    requires static io.hvflow.hvsock;
    requires static io.hvflow.simulator;
    requires static org.jspecify;

    exports io.hvflow.conformance;
    exports io.hvflow.conformance.agent;

    // Shards, from one process of this version to another.
    opens io.hvflow.conformance.report to
            com.google.gson;
    opens io.hvflow.conformance.suite to
            com.google.gson;
    opens io.hvflow.conformance.trial to
            com.google.gson;
    opens io.hvflow.conformance.cli to
            info.picocli;

    uses io.hvflow.conformance.Target;

    provides io.hvflow.conformance.Target with
            io.hvflow.conformance.targets.SimTarget,
            io.hvflow.conformance.targets.SimulationTarget,
            io.hvflow.conformance.targets.UnixTarget,
            io.hvflow.conformance.targets.HybridTarget,
            io.hvflow.conformance.targets.ProcessTarget,
            io.hvflow.conformance.targets.HyperkitTarget,
            io.hvflow.conformance.targets.VsockTarget,
            io.hvflow.conformance.targets.SimFramedTarget,
            io.hvflow.conformance.targets.UnixFramedTarget,
            io.hvflow.conformance.targets.SimulationFramedTarget,
            io.hvflow.conformance.targets.PlainTarget;
}
