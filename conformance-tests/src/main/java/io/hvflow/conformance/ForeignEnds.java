package io.hvflow.conformance;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * Flows of a target whose far ends are of another make. The suite's two ends are otherwise the same code, which hides
 * what only a peer shows that does not drain, answers in its own way, or says odd things while a connection is made.
 */
public interface ForeignEnds {

    /**
     * The ways in which a flow meets such an end.
     *
     * @return a few words for each, such as {@code unix, connects}
     */
    List<String> ways();

    /**
     * Opens a flow with a foreign far end.
     *
     * @param way one of {@link #ways}
     * @param options for the flow
     * @param first what the far end sends at once: in the same segment as its answer, where the way has a handshake
     * @param alone whether the end is to be stopped or killed, for which it needs a process of its own; an end that
     *     cannot have one says so when it is asked
     * @return both; whoever called closes them
     * @throws IOException if that fails, which fails the rule
     */
    Met open(String way, FlowOptions options, ByteBuffer first, boolean alone) throws IOException;

    /**
     * Peers that say odd things while a flow is made: about their own names, or instead of a handshake's answer.
     *
     * @return a few words for each
     */
    List<String> strangers();

    /**
     * Has a flow made whose peer is such a stranger: connects to it, or accepts it.
     *
     * @param stranger one of {@link #strangers}
     * @param options for the flow
     * @return the flow, if one came about
     * @throws IOException what connecting or accepting threw; all else that they throw is let through as well
     */
    Flow meet(String stranger, FlowOptions options) throws IOException;

    /**
     * A flow and its foreign far end.
     *
     * @param near the flow
     * @param far the other end
     */
    record Met(Flow near, ForeignEnd far) {
        /** Refuses a missing end. */
        public Met {
            Objects.requireNonNull(near, "near");
            Objects.requireNonNull(far, "far");
        }
    }
}
