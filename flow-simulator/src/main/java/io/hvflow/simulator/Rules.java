package io.hvflow.simulator;

import io.hvflow.Capability;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The faults that are installed on one connection, one link or one hypervisor, oldest first. */
final class Rules {
    private final CopyOnWriteArrayList<Fault> faults = new CopyOnWriteArrayList<>();

    void add(Fault fault) {
        faults.add(fault);
    }

    boolean remove(Fault fault) {
        return faults.remove(fault);
    }

    void removeAll() {
        Each.of(faults, Fault::close);
    }

    /** What a transport with these rules lacks. */
    void addLacks(Set<Capability> lacks) {
        faults.forEach(fault -> lacks.addAll(fault.lacks()));
    }

    /** What the first rule with an opinion says; null if none has one. */
    @Nullable
    Ruling judge(Event event, Choices choices) {
        for (Fault fault : faults) {
            Verdict verdict = fault.judge(event, choices);
            if (!(verdict instanceof Verdict.Pass)) {
                return new Ruling(verdict, fault);
            }
        }
        return null;
    }
}
