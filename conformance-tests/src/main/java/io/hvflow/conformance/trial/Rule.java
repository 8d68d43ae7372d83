package io.hvflow.conformance.trial;

import io.hvflow.Capability;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.contract.Group;
import java.util.Optional;

/**
 * One rule of the contract and the check that holds a target to it.
 *
 * @param id its number in the contract, such as {@code R1}
 * @param text what the contract says
 * @param check the check
 * @param bothThreadKinds whether the check runs on platform and on virtual threads; else on platform threads only
 * @param alone whether nothing else may run meanwhile, because the check counts what the whole process holds
 * @param early whether it begins before the others, because it takes longer
 * @param weaker what is asked of a target that lacks the capability which the rule needs, if it needs one
 * @param real what the rule is about that a simulation has not, if it is
 * @param foreign what is asked of a flow whose far end is of another make, if anything is
 */
public record Rule(
        String id,
        String text,
        Check check,
        boolean bothThreadKinds,
        boolean alone,
        boolean early,
        Optional<Weaker> weaker,
        Optional<String> real,
        Optional<Check> foreign) {

    /**
     * The documented behaviour of a transport that cannot keep the rule.
     *
     * @param needed the capability that the rule needs
     * @param check the check for a target that does not declare it
     */
    public record Weaker(Capability needed, Check check) {}

    /** The rule with that number of the contract, checked once, on a platform thread. */
    public static Rule of(String id, Check check) {
        return of(id, Contract.text(id), check);
    }

    private static Rule of(String id, String text, Check check) {
        return new Rule(id, text, check, false, false, false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** For a rule that names threads or blocking. */
    public Rule onBothThreadKinds() {
        return new Rule(id, text, check, true, alone, early, weaker, real, foreign);
    }

    /** The same, on platform threads only. */
    public Rule onPlatformThreads() {
        return new Rule(id, text, check, false, alone, early, weaker, real, foreign);
    }

    /** For a check that counts descriptors, threads or memory of the process. */
    public Rule aloneInProcess() {
        return new Rule(id, text, check, bothThreadKinds, true, early, weaker, real, foreign);
    }

    /** For a check that takes much longer than others: last of all, it would keep everybody waiting. */
    public Rule begunEarly() {
        return new Rule(id, text, check, bothThreadKinds, alone, true, weaker, real, foreign);
    }

    /** For a rule that holds only where the transport can carry the information. */
    public Rule needs(Capability capability, Check weakerCheck) {
        return new Rule(
                id,
                text,
                check,
                bothThreadKinds,
                alone,
                early,
                Optional.of(new Weaker(capability, weakerCheck)),
                real,
                foreign);
    }

    /** For a rule about something that a simulation has not, such as descriptors: it is not applicable there. */
    public Rule aboutReal(String what) {
        return new Rule(id, text, check, bothThreadKinds, alone, early, weaker, Optional.of(what), foreign);
    }

    /** For a rule that is also, or only, about flows whose far ends are of another make. */
    public Rule withForeignEnds(Check foreignCheck) {
        return new Rule(id, text, check, bothThreadKinds, alone, early, weaker, real, Optional.of(foreignCheck));
    }

    /** How many times as many values, or schedules in a simulation, as of another rule are tried: storms differ most. */
    public int oftener() {
        return id.equals("T7") ? 10 : 1;
    }

    /** Where the contract says to look if it fails, in Markdown. */
    public String lookAt() {
        return Contract.lookAt(id);
    }

    public Group group() {
        return Group.of(id);
    }
}
