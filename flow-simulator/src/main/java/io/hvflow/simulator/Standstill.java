package io.hvflow.simulator;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/** Says why a run cannot go on: who waits for what, and where. */
final class Standstill {
    private static final int FRAMES = 20;
    private static final int LINE = 300;

    /** Where every actor that waits is. */
    private static final Set<String> OWN = Set.of(
            Actor.class.getName(),
            Baton.class.getName(),
            ActorParker.class.getName(),
            SimWaiter.class.getName(),
            Simulation.class.getName(),
            Standstill.class.getName());

    private Standstill() {}

    static SimulationError deadlock(Collection<Actor> alive, long now) {
        return new SimulationError(
                SimulationError.Kind.DEADLOCK,
                "deadlock after " + Duration.ofNanos(now) + " of virtual time: nobody can run, and no timer is set"
                        + waits(alive),
                null);
    }

    static SimulationError endless(Collection<Actor> alive, long steps, long now) {
        return new SimulationError(
                SimulationError.Kind.ENDLESS,
                "no end after " + steps + " steps and " + Duration.ofNanos(now)
                        + " of virtual time, which is more than the run may take" + waits(alive),
                null);
    }

    static SimulationError unfinished(Collection<Actor> left, Duration within) {
        return new SimulationError(
                SimulationError.Kind.UNFINISHED,
                "not ended within " + within + " of virtual time after all faults were removed" + waits(left),
                null);
    }

    static SimulationError blockedOutside(Actor stuck, Duration stall) {
        return new SimulationError(
                SimulationError.Kind.BLOCKED_OUTSIDE,
                stuck.name() + " blocked outside the simulation: it came to no step for " + stall
                        + ". Actors may wait for one another only through flows and the Simulation" + stack(stuck),
                null);
    }

    /** A failure in one line. */
    static String inShort(Throwable failure) {
        String text = failure instanceof SimulationError error
                ? String.valueOf(error.getMessage()).lines().findFirst().orElse("")
                : String.valueOf(failure).strip().replaceAll("\\s+", " ");
        return TimelineText.shortened(text, LINE);
    }

    private static String waits(Collection<Actor> alive) {
        StringBuilder text = new StringBuilder();
        for (Actor actor : alive) {
            Object purpose = actor.purpose();
            text.append("\n  ")
                    .append(actor.name())
                    .append(" on ")
                    .append(actor.partition().name());
            if (purpose != null) {
                text.append(" waits ").append(purpose).append(stack(actor));
            } else if (actor.isFrozen()) {
                text.append(" stands still: its machine is paused");
            } else {
                text.append(" could run");
            }
        }
        return text.toString();
    }

    private static String stack(Actor actor) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (StackTraceElement frame : actor.thread().getStackTrace()) {
            if (shown < FRAMES && isTelling(frame)) {
                text.append("\n      at ").append(frame);
                shown++;
            }
        }
        return text.toString();
    }

    private static boolean isTelling(StackTraceElement frame) {
        String type = frame.getClassName();
        return !type.startsWith("java.lang.")
                && !type.startsWith("jdk.internal.")
                && !type.equals("java.util.concurrent.locks.LockSupport")
                && !OWN.contains(type);
    }
}
