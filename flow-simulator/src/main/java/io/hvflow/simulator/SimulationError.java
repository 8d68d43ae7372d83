package io.hvflow.simulator;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run of a {@link Simulation} that could not go on, or was not to be repeated. */
public final class SimulationError extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Kind kind;

    private final transient @Nullable Outcome outcome;

    /** What is wrong. */
    public enum Kind {
        /** Every actor waits, and no timer is set. The message says who waits for what. */
        DEADLOCK,
        /** An actor waits for something that is not the simulation's; the message has its stack. */
        BLOCKED_OUTSIDE,
        /** The run took more steps, or more virtual time, than it may: most likely it goes round in circles. */
        ENDLESS,
        /** Actors had not ended when their time was up, though nothing was in their way. The message says who waits for what. */
        UNFINISHED,
        /** The same choices did not give the same run. The message names the first that differs. */
        NOT_DETERMINISTIC,
        /** The scenario failed; the cause is its failure, the message has the token that replays it. */
        SCENARIO
    }

    SimulationError(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind);
        this.outcome = null;
    }

    SimulationError(String message, @Nullable Throwable cause, Outcome outcome) {
        super(message, cause);
        this.kind = Kind.SCENARIO;
        this.outcome = outcome;
    }

    /**
     * What is wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The run that failed, as simple as it could be made, with its trace.
     *
     * @return empty unless the kind is {@link Kind#SCENARIO}, or after the error was serialized
     */
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }
}
