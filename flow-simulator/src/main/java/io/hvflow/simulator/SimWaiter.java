package io.hvflow.simulator;

import io.hvflow.spi.Waiter;

/**
 * Waits at something that unparks whom it has on its list. An entry may outlive the wait that made it; then a later one
 * ends early, which it may.
 */
final class SimWaiter implements Waiter {
    /** Waits for nothing but a wake. */
    static final Gate ALWAYS = parker -> true;

    private final Parker parker;
    private final Gate gate;

    /** Where to enlist. */
    @FunctionalInterface
    interface Gate {
        /** Enlists {@code parker}; false if there is nothing to wait for. */
        boolean enlist(Parker parker);
    }

    SimWaiter(Parker parker, Gate gate) {
        this.parker = parker;
        this.gate = gate;
    }

    @Override
    public void await(long deadline) {
        if (gate.enlist(parker)) {
            parker.park(deadline);
        } else {
            parker.pass();
        }
    }

    @Override
    public void wake() {
        parker.unpark();
    }
}
