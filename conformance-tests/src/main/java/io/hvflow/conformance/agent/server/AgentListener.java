package io.hvflow.conformance.agent.server;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.conformance.agent.wire.FlowCarrier;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * An agent that serves whoever connects: each on threads of its own, some at a time. Callers that say no hello, callers without the
 * token, and a lack of descriptors or threads end single connections; the listener goes on.
 */
public final class AgentListener {
    /** How many callers may be about to say hello; of more, the one that has been silent longest is sent away. */
    private static final int MAX_WAITING = 32;

    /** Between two attempts to accept, while the system has no descriptor, thread or memory for a caller. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final FlowListener listener;
    private final AgentAccess access;
    private final Consumer<String> complaints;
    private final Limits limits;
    private final Gate gate;

    /**
     * An agent at a listener.
     *
     * @param listener where callers come from; the agent does not close it
     * @param access which suites are served, and which addresses they may use
     * @param sessions how many suites are served at a time
     * @param complaints is told, in a sentence, what went wrong; ten times a minute at most, from any thread
     */
    public AgentListener(FlowListener listener, AgentAccess access, int sessions, Consumer<String> complaints) {
        this(listener, access, sessions, complaints, Limits.OF_A_CALLER);
    }

    AgentListener(FlowListener listener, AgentAccess access, int sessions, Consumer<String> complaints, Limits limits) {
        this.listener = listener;
        this.access = access;
        this.complaints = new Sparing(complaints);
        this.limits = limits;
        this.gate = new Gate(sessions, MAX_WAITING);
    }

    /**
     * Serves until the listener is closed or the calling thread is interrupted.
     *
     * @throws InterruptedException if it is interrupted
     */
    public void serve() throws InterruptedException {
        Session.prepare();
        while (!Thread.interrupted()) {
            try {
                take(listener.accept());
            } catch (FlowClosedException e) {
                return;
            } catch (IOException | OutOfMemoryError e) {
                // The system was out of descriptors (EMFILE) or memory, or the caller went away again. Whoever waits
                // can be
                // accepted when others have gone; trying at once would only spin.
                complaints.accept("a caller could not be accepted: " + e.getMessage());
                Thread.sleep(PAUSE);
            }
        }
        throw new InterruptedException("the agent was interrupted");
    }

    private void take(Flow channel) {
        FlowCarrier caller = new FlowCarrier(channel);
        gate.arrived(caller);
        boolean begun = false;
        try {
            Thread.ofPlatform().name("session").daemon().start(() -> serve(caller));
            begun = true;
        } finally {
            if (!begun) {
                caller.close();
                gate.left(caller);
            }
        }
    }

    private void serve(FlowCarrier caller) {
        Session.Terms terms = new Session.Terms(
                limits, AgentServer.OF_THIS_PROCESS, access, () -> gate.enter(caller) ? "" : gate.full());
        try {
            new Session(caller.in(), caller.out(), caller, complaints, terms).serve();
        } catch (OutOfMemoryError e) {
            complaints.accept("a session could not begin: " + e.getMessage());
        } finally {
            caller.close();
            gate.left(caller);
        }
    }
}
