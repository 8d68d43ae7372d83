/** The simulator's tapes as values of jqwik's properties. */
module io.hvflow.simulator.jqwik {
    requires transitive io.hvflow.simulator;
    requires transitive net.jqwik.api;
    requires static org.jspecify;

    exports io.hvflow.simulator.jqwik;

    provides net.jqwik.api.providers.ArbitraryProvider with
            io.hvflow.simulator.jqwik.TapeProvider;
}
