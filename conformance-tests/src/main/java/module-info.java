/** The contract suite. */
module io.hvflow.conformance {
    requires transitive io.hvflow;
    requires transitive org.junit.jupiter.api;
    requires com.google.gson;
    requires com.samskivert.jmustache;
    requires info.picocli;
    requires net.jqwik.api;
    requires jdk.management;
    requires static org.jspecify;

    exports io.hvflow.conformance;
}
