package io.hvflow.conformance.agent.server;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.agent.wire.AgentRefusal;
import java.io.IOException;

/** The flows and listeners of a session, and what they hold of the agent's memory. */
final class Holder {
    private final Numbered<HeldFlow> flows;
    private final Numbered<HeldListener> listeners;
    private final Budget budget;

    Holder(Limits limits, Budget budget) {
        this.budget = budget;
        flows = new Numbered<>("flow", limits.flows(), limits.ended());
        listeners = new Numbered<>("listener", limits.listeners(), limits.ended());
    }

    /** A listener, and how those flows behave that it accepts. */
    record HeldListener(FlowListener listener, FlowOptions options) {}

    /** Takes a flow in, or aborts it if there are too many. */
    int add(Flow flow, FlowOptions options) throws AgentRefusal {
        try {
            return flows.add(new HeldFlow(flow, options.bufferSize(), budget));
        } catch (AgentRefusal e) {
            flow.abort();
            throw e;
        }
    }

    /** Takes a listener in, or closes it if there are too many. */
    int add(FlowListener listener, FlowOptions options) throws IOException {
        try {
            return listeners.add(new HeldListener(listener, options));
        } catch (AgentRefusal e) {
            listener.close();
            throw e;
        }
    }

    HeldFlow held(int number) throws AgentRefusal {
        return flows.get(number);
    }

    Flow flow(int number) throws AgentRefusal {
        return held(number).flow();
    }

    HeldListener listener(int number) throws AgentRefusal {
        return listeners.get(number);
    }

    void flowEnded(int number) throws AgentRefusal {
        HeldFlow flow = held(number);
        flows.ended(number);
        flow.release();
    }

    void listenerClosed(int number) {
        listeners.ended(number);
    }

    /** Aborts and closes everything; what is still added later meets the same. */
    void release() {
        for (HeldFlow flow : flows.drain()) {
            flow.flow().abort();
            flow.release();
        }
        for (HeldListener held : listeners.drain()) {
            try {
                held.listener().close();
            } catch (IOException e) {
                // There is nobody left to be told.
            }
        }
    }
}
