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
 * @param library the library that is wrong instead, if not the flows are
 * @param other makes the target that is wrong instead, where flows in memory have not what is wrong
 */
public record WrongFlow(
        String name,
        String defect,
        List<String> fails,
        Set<String> mayFail,
        String why,
        Optional<SourceDefect> source,
        Set<Capability> capabilities,
        Supplier<Breed> breed,
        Optional<WrongLibrary> library,
        Optional<Supplier<Target>> other) {

    static WrongFlow of(String rule, String name, String defect, Supplier<Breed> breed) {
        return new WrongFlow(
                name,
                defect,
                List.of(rule),
                Set.of(),
                "",
                Optional.empty(),
                Set.copyOf(EnumSet.allOf(Capability.class)),
                breed,
                Optional.empty(),
                Optional.empty());
    }

    /** It is a target of its own, which needs what flows in memory have not. */
    static WrongFlow ofTarget(String rule, String name, String defect, Supplier<Target> target) {
        WrongFlow flow = of(rule, name, defect, () -> new Breed() {});
        return new WrongFlow(
                name,
                defect,
                flow.fails,
                flow.mayFail,
                flow.why,
                flow.source,
                target.get().capabilities(),
                flow.breed,
                flow.library,
                Optional.of(target));
    }

    /** It is not a flow that is wrong but the library. */
    static WrongFlow of(String rule, String name, String defect, WrongLibrary library) {
        return of(rule, name, defect, () -> new Breed() {}).with(library);
    }

    private WrongFlow with(WrongLibrary wrong) {
        return new WrongFlow(name, defect, fails, mayFail, why, source, capabilities, breed, Optional.of(wrong), other);
    }

    /** It must fail that rule too. */
    WrongFlow andFails(String rule) {
        List<String> all = new ArrayList<>(fails);
        all.add(rule);
        return new WrongFlow(name, defect, List.copyOf(all), mayFail, why, source, capabilities, breed, library, other);
    }

    /** It may fail that rule too. */
    WrongFlow mayFail(String rule, String because) {
        Set<String> all = new LinkedHashSet<>(mayFail);
        all.add(rule);
        String reasons = (why.isEmpty() ? "" : why + "; ") + rule + ": " + because;
        return new WrongFlow(name, defect, fails, all, reasons, source, capabilities, breed, library, other);
    }

    /** It may fail T4, since one thread alone can see what is wrong. */
    WrongFlow inScripts() {
        return mayFail("T4", "its random scripts make such calls too");
    }

    WrongFlow from(SourceDefect inSource) {
        return new WrongFlow(
                name, defect, fails, mayFail, why, Optional.of(inSource), capabilities, breed, library, other);
    }

    /** Its transport has not that capability: it gets the weaker behaviour wrong. */
    WrongFlow without(Capability capability) {
        Set<Capability> fewer = EnumSet.copyOf(capabilities);
        fewer.remove(capability);
        return new WrongFlow(name, defect, fails, mayFail, why, source, Set.copyOf(fewer), breed, library, other);
    }

    /** The rule that it is there for. */
    public String rule() {
        return fails.getFirst();
    }

    /** Something that the suite can run, with no memory of earlier runs. */
    public Target target() {
        return other.map(Supplier::get).orElseGet(() -> new ZooTarget(name, breed.get(), capabilities));
    }
}
