package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.conformance.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** All wrong flows, in the order of the contract, and the one that is right. */
public final class Zoo {
    private Zoo() {}

    /** The flows that are wrong. */
    public static List<WrongFlow> wrong() {
        return Stream.of(
                        WrongReads.all(),
                        WrongReadIntos.all(),
                        WrongWrites.all(),
                        WrongRefusals.all(),
                        WrongHalfCloses.all(),
                        WrongCloses.all(),
                        WrongBuffers.all(),
                        WrongConnects.all(),
                        WrongConcurrency.all(),
                        WrongStorms.all(),
                        WrongObserving.all(),
                        WrongInCrowds.all(),
                        WrongAmongStrangers.all(),
                        WrongGivenUpCalls.all(),
                        WrongLeftovers.all(),
                        WrongTransfers.all())
                .flatMap(List::stream)
                .toList();
    }

    /** What all of them are made of: flows that keep every rule. */
    public static Target right() {
        return new ZooTarget("right", new Breed() {}, Set.copyOf(EnumSet.allOf(Capability.class)));
    }

    /** The same over a transport that lacks a capability. */
    public static Target lacking(Capability capability) {
        String name =
                "right-without-" + capability.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new ZooTarget(name, new Breed() {}, Set.copyOf(EnumSet.complementOf(EnumSet.of(capability))));
    }
}
