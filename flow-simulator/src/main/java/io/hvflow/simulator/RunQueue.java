package io.hvflow.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who could run, in the order in which they came to it, and who could if its machine were not paused. The baton guards it. */
final class RunQueue {
    private final List<Actor> ready = new ArrayList<>();
    private final List<Actor> frozen = new ArrayList<>();
    private final Map<Partition, Integer> pauses = new HashMap<>();

    void add(Actor actor) {
        (isFrozen(actor) ? frozen : ready).add(actor);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** How many could run. */
    int size() {
        return ready.size();
    }

    Actor remove(int index) {
        return ready.remove(index);
    }

    /** Whether it may not run: one that is to end may. */
    boolean isFrozen(Actor actor) {
        return !pauses.isEmpty() && !actor.isStopped() && pauses.containsKey(actor.partition());
    }

    void freeze(Partition partition) {
        pauses.merge(partition, 1, Integer::sum);
        move(ready, frozen, true);
    }

    void thaw(Partition partition) {
        pauses.computeIfPresent(partition, (key, count) -> count == 1 ? null : count - 1);
        move(frozen, ready, false);
    }

    /** Lets an actor run that was stopped while its machine was paused; false if it is not one. */
    boolean release(Actor actor) {
        return frozen.remove(actor) && ready.add(actor);
    }

    /** Moves those of whom it is now true, or not, that they are frozen, in their order. */
    private void move(List<Actor> from, List<Actor> to, boolean nowFrozen) {
        List<Actor> moved =
                from.stream().filter(actor -> isFrozen(actor) == nowFrozen).toList();
        from.removeAll(moved);
        to.addAll(moved);
    }
}
