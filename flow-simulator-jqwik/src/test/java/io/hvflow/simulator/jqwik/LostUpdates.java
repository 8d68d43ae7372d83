package io.hvflow.simulator.jqwik;

import io.hvflow.simulator.Actor;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Simulation;
import io.hvflow.simulator.Tape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An account that loses a deposit where another comes between: properties for {@link TapesTest} to run, most of which fail. */
final class LostUpdates {
    @Provide
    Arbitrary<List<Integer>> deposits() {
        return Arbitraries.integers().between(1, 1000).list().ofMaxSize(10);
    }

    @Property(seed = "7")
    void scriptOnTheTape(@ForAll Tape tape) throws InterruptedException {
        exploration().check(tape);
    }

    @Property(seed = "7")
    void scriptBesideTheTape(@ForAll("deposits") List<Integer> deposits, @ForAll Tape tape)
            throws InterruptedException {
        Exploration.of(simulation -> deposit(simulation, deposits)).check(tape);
    }

    @Property(seed = "7")
    void nobodyComesBetweenOne(@ForAll Tape tape) throws InterruptedException {
        Exploration.of(simulation -> deposit(simulation, List.of(1))).check(tape);
    }

    /** What {@link #scriptOnTheTape} runs. */
    static Exploration exploration() {
        return Exploration.of(simulation -> deposit(simulation, Tapes.draw(simulation, new LostUpdates().deposits())));
    }

    private static void deposit(Simulation simulation, List<Integer> deposits) throws InterruptedException {
        int[] balance = {0};
        List<Actor> actors = new ArrayList<>();
        for (int deposit : deposits) {
            actors.add(simulation.spawn("deposit " + deposit, () -> {
                int before = balance[0];
                simulation.step();
                balance[0] = before + deposit;
            }));
        }
        for (Actor actor : actors) {
            actor.join();
        }
        int sum = deposits.stream().mapToInt(it -> it).sum();
        if (balance[0] != sum) {
            throw new AssertionError("deposited " + deposits + ", got " + balance[0]);
        }
    }
}
