package io.hvflow.simulator;

/** A connection that a listener is asked to take. The listener's lock guards it. */
final class Attempt {
    private final SimSocket socket;
    private final Parker parker;
    private State state = State.WAITING;

    /** How far it has come. */
    enum State {
        /** The backlog is full. */
        WAITING,
        /** In the backlog, or accepted. */
        TAKEN,
        /** The listener has closed. */
        REFUSED
    }

    /**
     * Makes one.
     *
     * @param socket the end that will be accepted
     * @param parker whom to unpark when the state changes
     */
    Attempt(SimSocket socket, Parker parker) {
        this.socket = socket;
        this.parker = parker;
    }

    SimSocket socket() {
        return socket;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    void unpark() {
        parker.unpark();
    }
}
