package io.hvflow.simulator;

/** What a {@link Simulation} runs: a test's body, which is run again and again with other schedules and other faults. */
@FunctionalInterface
public interface Scenario {

    /**
     * Runs once, as the first actor of a simulation that is its own. Must do the same whenever all choices and the virtual
     * clock are the same: so no other clock, no other source of chance, no order that depends on identity hash codes, and
     * nothing kept from the run before.
     *
     * @param simulation the hypervisor, the actors and the clock of this run
     * @throws Exception if the scenario found something wrong; so does an {@link Error}
     */
    void run(Simulation simulation) throws Exception;
}
