package io.hvflow.conformance.agent;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import java.io.IOException;

/** The flows and listeners of a session. */
final class Holder {
    private final Numbered<Flow> flows;
    private final Numbered<FlowListener> listeners;

    Holder(Limits limits) {
        flows = new Numbered<>("flow", limits.flows(), limits.ended());
        listeners = new Numbered<>("listener", limits.listeners(), limits.ended());
    }

    /** Takes a flow in, or aborts it if there are too many. */
    int add(Flow flow) throws AgentRefusal {
        try {
            return flows.add(flow);
        } catch (AgentRefusal e) {
            flow.abort();
            throw e;
        }
    }

    /** Takes a listener in, or closes it if there are too many. */
    int add(FlowListener listener) throws IOException {
        try {
            return listeners.add(listener);
        } catch (AgentRefusal e) {
            listener.close();
            throw e;
        }
    }

    Flow flow(int number) throws AgentRefusal {
        return flows.get(number);
    }

    FlowListener listener(int number) throws AgentRefusal {
        return listeners.get(number);
    }

    void flowEnded(int number) {
        flows.ended(number);
    }

    void listenerClosed(int number) {
        listeners.ended(number);
    }

    /** Aborts and closes everything; what is still added later meets the same. */
    void release() {
        flows.drain().forEach(Flow::abort);
        for (FlowListener listener : listeners.drain()) {
            try {
                listener.close();
            } catch (IOException e) {
                // There is nobody left to be told.
            }
        }
    }
}
