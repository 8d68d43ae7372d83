package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Holdings;
import io.hvflow.conformance.trial.Stage;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.simulator.Actor;
import io.hvflow.simulator.Faults;
import io.hvflow.simulator.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A simulation: its actors and its clock. Used by its actors alone. */
final class SimulatedStage implements Stage {
    private final Simulation simulation;
    private final Random values;
    private long number;

    SimulatedStage(Simulation simulation) {
        this.simulation = simulation;
        this.values = simulation.random();
    }

    @Override
    public long nanoTime() {
        return simulation.elapsed().toNanos();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        simulation.sleep(Duration.ofNanos(nanos));
    }

    @Override
    public void pause(long nanos) {
        try {
            sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Actors are virtual threads, of whichever kind they were to be. */
    @Override
    public Strand start(ThreadKind threads, String name, Runnable body) {
        return new ActorStrand(simulation.spawn(name, body::run));
    }

    @Override
    public long number() {
        return ++number;
    }

    /** Nobody waits for a processor, but every step of another actor takes a microsecond. */
    @Override
    public Duration tolerance(Duration patience) {
        return Duration.ofMillis(250);
    }

    @Override
    public boolean breakAfter(long bytes) {
        simulation.hypervisor().install(Faults.resetAfter(bytes));
        return true;
    }

    @Override
    public void mark(String name) {
        simulation.mark(name);
    }

    /** The connections that are there; one in a backlog is. */
    @Override
    public Holdings holdings() {
        return new Holdings(
                Map.of("connection", simulation.hypervisor().connections().size()), Set.of());
    }

    @Override
    public <T> List<T> cases(List<T> all) {
        return List.of(all.get(simulation.choose(all.size())));
    }

    @Override
    public Optional<Random> values() {
        return Optional.of(values);
    }

    private record ActorStrand(Actor actor) implements Strand {
        @Override
        public boolean ended(long nanos) throws InterruptedException {
            return actor.join(Duration.ofNanos(nanos));
        }

        @Override
        public boolean isDone() {
            return actor.isDone();
        }

        @Override
        public boolean isWaiting() {
            return actor.isWaiting();
        }

        @Override
        public void interrupt() {
            actor.interrupt();
        }

        @Override
        public StackTraceElement[] stackTrace() {
            return actor.stackTrace();
        }
    }
}
