package io.hvflow;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A place where peers connect. Each connection becomes a {@link Flow} by {@link #accept}; the flows live on when the
 * listener closes (L5). All methods may be called from any thread.
 */
public interface FlowListener extends Closeable {

    /**
     * Waits for a peer and returns the connected flow (L4).
     *
     * <p>Every failure but {@link FlowClosedException} leaves the listener usable: whoever connects waits in the backlog, and
     * the next call goes on. So a server's loop ends at {@link FlowClosedException}, and reports any other failure and calls
     * again. Where the process or the system is short of descriptors or memory (EMFILE, ENFILE, ENOMEM, ENOBUFS), a call fails
     * only while a peer waits to be accepted, and over sockets of the system only after 100 ms in which the shortage has not
     * passed: a loop around it does not spin. What helps is to close flows, to accept fewer at once, or to raise the
     * limit ({@code ulimit -n}).
     *
     * @return the flow to the peer that connected; it has the options that the listener was made with
     * @throws FlowTimeoutException if {@link #setAcceptTimeout} passed (L6)
     * @throws FlowClosedException if the listener is closed, also while waiting (L5)
     * @throws java.io.InterruptedIOException if interrupted while waiting; the interrupt status stays set (L6)
     * @throws FlowException if the system refuses; the listener goes on
     */
    Flow accept() throws IOException;

    /**
     * Bounds every later {@link #accept}.
     *
     * @param timeout a positive duration, or {@link FlowOptions#FOREVER} (the default) for no bound
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    void setAcceptTimeout(Duration timeout);

    /**
     * The address that peers can connect to, with the port that was chosen where any was asked for (L10).
     *
     * @return the address; answers after close too
     */
    FlowAddress localAddress();

    /**
     * Stops listening and frees the address. A socket file is removed if it is still this listener's own (by device and
     * inode), and stays if another has taken its place (L12). Does not wait; a blocked {@link #accept} is released with
     * {@link FlowClosedException} (L5). Connections that nobody accepted are reset. A repeat does nothing.
     */
    @Override
    void close() throws IOException;
}
