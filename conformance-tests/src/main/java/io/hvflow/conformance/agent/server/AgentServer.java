package io.hvflow.conformance.agent.server;

import io.hvflow.Flow;
import io.hvflow.conformance.agent.wire.FlowCarrier;
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** The agent: does for a suite, over a pair of byte streams, what flows can do here. */
public final class AgentServer {

    /** How a session ended; the status of a process that ends with it. */
    public enum End {
        /** The suite ended the control channel, between two frames. */
        DONE(0),
        /** The suite broke the protocol, or speaks another version of it. */
        PROTOCOL(4),
        /** The control channel broke, ended within a frame, or nothing came over it for two minutes. */
        CHANNEL(5);

        private final int status;

        End(int status) {
            this.status = status;
        }

        /**
         * The exit status.
         *
         * @return a small number
         */
        public int status() {
            return status;
        }
    }

    /** What all sessions of this process may hold together. */
    static final Budget OF_THIS_PROCESS = Budget.ofThisProcess();

    private AgentServer() {}

    /**
     * Serves one session: blocks until it ends, and then aborts every flow and closes every listener of it. Nothing that comes
     * over the channel makes it throw, wait for ever while the channel is silent, or hold more memory than three quarters of the
     * heap, which all sessions of the process share.
     *
     * @param in what the suite sends
     * @param out what the suite receives
     * @param channel closes both, which releases whoever is blocked in them; called once
     * @param complaints is told, in a sentence, why a session ended otherwise than in order
     * @return how it ended
     */
    public static End serve(InputStream in, OutputStream out, Closeable channel, Consumer<String> complaints) {
        return serve(in, out, channel, AgentAccess.OPEN, complaints);
    }

    /**
     * As above, for suites that know a token, or with addresses that are allowed only.
     *
     * @param in what the suite sends
     * @param out what the suite receives
     * @param channel closes both, which releases whoever is blocked in them; called once
     * @param access which suites are served, and which addresses they may use
     * @param complaints is told, in a sentence, why a session ended otherwise than in order
     * @return how it ended
     */
    public static End serve(
            InputStream in, OutputStream out, Closeable channel, AgentAccess access, Consumer<String> complaints) {
        Session.Terms terms = new Session.Terms(Limits.OF_A_CHANNEL, OF_THIS_PROCESS, access, () -> "");
        return new Session(in, out, channel, complaints, terms).serve();
    }

    /**
     * Serves one session over a flow, as {@link #serve(InputStream, OutputStream, Closeable, AgentAccess, Consumer)} does.
     *
     * @param channel the control channel, which is aborted at the end
     * @param access which suites are served, and which addresses they may use
     * @param complaints is told, in a sentence, why a session ended otherwise than in order
     * @return how it ended
     */
    public static End serve(Flow channel, AgentAccess access, Consumer<String> complaints) {
        FlowCarrier carrier = new FlowCarrier(channel);
        return serve(carrier.in(), carrier.out(), carrier, access, complaints);
    }
}
