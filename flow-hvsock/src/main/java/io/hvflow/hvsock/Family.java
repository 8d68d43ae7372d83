package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.util.Optional;

/**
 * One kind of address that this provider serves.
 *
 * @param <A> the kind of address
 */
interface Family<A extends FlowAddress> {

    /** The scheme of its addresses. */
    String scheme();

    /** The class of its addresses. */
    Class<A> type();

    /** Why it cannot serve on this machine, with the system's own error; empty if it can. */
    Optional<String> unavailable();

    /** The most bytes of a single send or receive, where the options say nothing. */
    default int messageSize() {
        return FlowOptions.DEFAULT_MESSAGE_SIZE;
    }

    /** Connects, handshake included, or leaves nothing behind. */
    StreamSocket connect(A address, FlowOptions options) throws IOException;

    /** Listens, or leaves nothing behind. */
    ListenSocket listen(A address, FlowOptions options) throws IOException;
}
