package io.hvflow.internal;

import io.hvflow.Flow;
import io.hvflow.spi.StreamSocket;

/** A socket of a backend that decides which thread runs when, and lets another one run before each call of a flow or of its socket. */
public interface Scheduled extends StreamSocket {

    /**
     * The socket that the flow over this one uses: {@code used}, or one around it. Called once, when the flow is made. The flow
     * holds no lock when it calls that socket, so another thread may be let run there, which is not so of this one where
     * {@code used} encodes over it.
     *
     * @param used this socket, or one that encodes over it
     * @return the socket to use instead
     */
    StreamSocket scheduled(StreamSocket used);

    /**
     * The flow over this socket as its users get it: {@code made}, or one around it. Called once, when the flow is made.
     *
     * @param made the flow, which keeps the contract
     * @return the flow for its users
     */
    Flow scheduled(Flow made);
}
