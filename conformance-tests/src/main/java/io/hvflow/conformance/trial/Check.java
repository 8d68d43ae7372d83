package io.hvflow.conformance.trial;

/** What a rule asks of a target: returns if the target keeps the rule, throws if it does not. */
@FunctionalInterface
public interface Check {

    /**
     * Runs once, on a thread of the trial's kind.
     *
     * @param trial the flows, threads and clocks of this run
     * @throws Exception if the rule is broken; an {@link AssertionError} is as good
     */
    void run(Trial trial) throws Exception;
}
