package io.hvflow.simulator;

import io.hvflow.Capability;
import java.util.Set;

/**
 * Decides what happens on a link: the form that every fault has. {@link Faults} has the usual ones ready; others are
 * lambdas over {@link Event}.
 *
 * {@snippet :
 * Rule oneByteReads = (event, choices) -> event instanceof Event.Read ? new Verdict.AtMost(1) : Verdict.PASS;
 * try (Fault fault = hypervisor.link(host, guest).install(oneByteReads)) {
 *     // what happens between host and guest now happens byte by byte
 * }
 * }
 *
 * <p>Rules are asked in order: those of the connection first, then those of its link, those of the partition that the event
 * comes from, those of the one that it goes to, then those of the hypervisor, each
 * in the order in which they were installed. The first verdict other than {@link Verdict#PASS} is the one.
 */
@FunctionalInterface
public interface Rule {

    /**
     * Decides. Called on the thread that reads, writes or connects, by several at a time; no lock of the simulator is held.
     * Must not block.
     *
     * @param event what is about to happen
     * @param choices where anything random has to come from, so that a seed repeats it
     * @return the verdict, of a kind that the event understands; anything else fails the flow's call with {@link
     *     IllegalStateException}
     */
    Verdict judge(Event event, Choices choices);

    /**
     * What a transport where this is so cannot tell or carry, so that {@link io.hvflow.Flow#capabilities} of the connections
     * that are made while the rule is installed do not have it.
     *
     * @return none, for a rule that flows know nothing of
     */
    default Set<Capability> lacks() {
        return Set.of();
    }
}
