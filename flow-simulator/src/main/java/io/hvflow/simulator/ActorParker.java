package io.hvflow.simulator;

import org.jspecify.annotations.Nullable;

/** A place where an actor waits. The baton guards it, as everything of a simulation: one actor runs at a time. */
final class ActorParker implements Parker {
    private final Baton baton;
    private final Object purpose;
    private boolean permit;
    private @Nullable Actor parked;

    ActorParker(Baton baton, Object purpose) {
        this.baton = baton;
        this.purpose = purpose;
    }

    @Override
    public void park(long deadline) {
        Actor self = baton.self();
        baton.step();
        if (!permit && !Thread.currentThread().isInterrupted() && !baton.passed(deadline)) {
            parked = self;
            try {
                baton.block(self, purpose, deadline);
            } finally {
                parked = null;
            }
        }
        permit = false;
    }

    @Override
    public void pass() {
        baton.giveWay();
    }

    @Override
    public void unpark() {
        if (!baton.checkUnpark()) {
            return;
        }
        permit = true;
        Actor actor = parked;
        if (actor != null) {
            baton.wake(actor);
        }
    }
}
