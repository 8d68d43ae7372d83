package io.hvflow.conformance.agent;

import io.hvflow.FlowException;
import io.hvflow.conformance.text.Printable;

/**
 * An agent could not be reached, ended, fell silent, broke the protocol, or refused. It says nothing of the flow that the call
 * was for, so a rule that meets it is not kept, whatever it expected. After any but a refusal the connection to the agent is
 * closed, and every other call that waits for it fails too.
 */
public final class AgentException extends FlowException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param operation what was attempted, as a verb
     * @param agent the agent, as its user names it
     * @param reason what went wrong, without a full stop; may be in the words of the far end, and is made printable
     */
    public AgentException(String operation, String agent, String reason) {
        super(operation, null, "agent " + agent + ": " + Printable.line(reason));
    }
}
