package io.hvflow.spi;

import io.hvflow.FlowAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket as a backend supplies it: raw and non-blocking. {@link io.hvflow.engine.SocketListener} makes a {@link
 * io.hvflow.FlowListener} of it. No method blocks; {@link #close} may come from any thread at any time.
 */
public interface ListenSocket {

    /**
     * Takes the next connection, if one is there.
     *
     * @return the connected socket, or null if none is there yet
     * @throws IOException if the system refuses, or the socket is closed ({@link io.hvflow.FlowClosedException}); not
     *     because one connection ended before it was taken
     */
    @Nullable
    StreamSocket accept() throws IOException;

    /** Frees the address; connections that were not accepted are reset; whoever waits is woken. A repeat does nothing. */
    void close();

    /**
     * The address listened on; answers after close too.
     *
     * @return the address
     */
    FlowAddress localAddress();

    /**
     * How this socket's users wait.
     *
     * @return always the same object
     */
    Waiting waiting();
}
