package io.hvflow.conformance.agent.wire;

import java.io.IOException;

/** The agent does not do what it was asked: a limit is reached, or it does not know the flow. */
public final class AgentRefusal extends IOException {
    private static final long serialVersionUID = 1;

    public AgentRefusal(String message) {
        super(message);
    }
}
