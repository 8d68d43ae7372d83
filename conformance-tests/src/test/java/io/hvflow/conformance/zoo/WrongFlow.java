package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.conformance.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A flow that is wrong in one small way, and which rules say so.
 *
 * @param name a few words, with hyphens
 * @param defect what is wrong, in a sentence
 * @param fails the rules that it must fail
 * @param mayFail other rules that look at the same thing, and which it may fail
 * @param why why it may fail those
 * @param source the defect of the source system that it is, if one
 * @param capabilities what its transport can tell and carry
 * @param breed makes its flows, with a state of its own each time
 */
public record WrongFlow(
        String name,
        String defect,
        List<String> fails,
        Set<String> mayFail,
        String why,
        Optional<SourceDefect> source,
        Set<Capability> capabilities,
        Supplier<Breed> breed) {

    static WrongFlow of(String rule, String name, String defect, Supplier<Breed> breed) {
        return new WrongFlow(
                name,
                defect,
                List.of(rule),
                Set.of(),
                "",
                Optional.empty(),
                Set.copyOf(EnumSet.allOf(Capability.class)),
                breed);
    }

    /** It must fail that rule too. */
    WrongFlow andFails(String rule) {
        List<String> all = new ArrayList<>(fails);
        all.add(rule);
        return new WrongFlow(name, defect, List.copyOf(all), mayFail, why, source, capabilities, breed);
    }

    /** It may fail that rule too. */
    WrongFlow mayFail(String rule, String because) {
        Set<String> all = new LinkedHashSet<>(mayFail);
        all.add(rule);
        String reasons = (why.isEmpty() ? "" : why + "; ") + rule + ": " + because;
        return new WrongFlow(name, defect, fails, all, reasons, source, capabilities, breed);
    }

    WrongFlow from(SourceDefect inSource) {
        return new WrongFlow(name, defect, fails, mayFail, why, Optional.of(inSource), capabilities, breed);
    }

    /** Its transport has not that capability: it gets the weaker behaviour wrong. */
    WrongFlow without(Capability capability) {
        Set<Capability> fewer = EnumSet.copyOf(capabilities);
        fewer.remove(capability);
        return new WrongFlow(name, defect, fails, mayFail, why, source, Set.copyOf(fewer), breed);
    }

    /** The rule that it is there for. */
    public String rule() {
        return fails.getFirst();
    }

    /** Something that the suite can run, with no memory of earlier runs. */
    public Target target() {
        return new ZooTarget(name, breed.get(), capabilities);
    }
}
