package io.hvflow;

import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * Where flows come from, and what can be done with two of them.
 *
 * <p>The provider is found by {@link java.util.ServiceLoader}, on the module path and the class path, by the address's
 * scheme. The system property {@value #PROVIDER} names one provider that then serves every scheme: with {@code
 * simulator}, code whose configuration says {@code vsock://3:5000} runs where there is no hypervisor.
 */
public final class Flows {
    /** The system property that chooses one provider for every scheme; read at each connect and listen. */
    public static final String PROVIDER = "io.hvflow.provider";

    private Flows() {}

    /**
     * Connects with {@link FlowOptions#DEFAULTS}.
     *
     * @param address the peer's address, such as {@code vsock://3:5000}
     * @return the connected flow
     * @throws IllegalArgumentException if the text is no address
     * @throws IOException as {@link #connect(FlowAddress, FlowOptions)} does
     */
    public static Flow connect(String address) throws IOException {
        return connect(FlowAddress.parse(address), FlowOptions.DEFAULTS);
    }

    /**
     * Connects.
     *
     * @param address the peer's address, such as {@code vsock://3:5000}
     * @param options how
     * @return the connected flow
     * @throws IllegalArgumentException if the text is no address
     * @throws IOException as {@link #connect(FlowAddress, FlowOptions)} does
     */
    public static Flow connect(String address, FlowOptions options) throws IOException {
        return connect(FlowAddress.parse(address), options);
    }

    /**
     * Connects to a peer that listens.
     *
     * <p>Blocks for {@link FlowOptions#connectTimeout} at most, the transport's handshake included, and can be
     * interrupted; a virtual thread is not pinned. An attempt that fails leaves nothing behind (L6).
     *
     * @param address the peer's address
     * @param options how
     * @return the connected flow
     * @throws FlowRefusedException if nobody listens (L1)
     * @throws FlowTimeoutException if no answer came in time (L2)
     * @throws FlowAddressException if the address cannot be used here
     * @throws FlowUnsupportedException if no provider can serve the address on this machine (L9)
     * @throws java.io.InterruptedIOException if interrupted while waiting; the interrupt status stays set (L6)
     * @throws IOException if the system refuses otherwise
     */
    public static Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return Providers.here().choose("connect", address).connect(address, options);
    }

    /**
     * Listens with {@link FlowOptions#DEFAULTS}.
     *
     * @param address the address to listen on, such as {@code vsock://:5000}
     * @return the listener
     * @throws IllegalArgumentException if the text is no address
     * @throws IOException as {@link #listen(FlowAddress, FlowOptions)} does
     */
    public static FlowListener listen(String address) throws IOException {
        return listen(FlowAddress.parse(address), FlowOptions.DEFAULTS);
    }

    /**
     * Listens.
     *
     * @param address the address to listen on, such as {@code vsock://:5000}
     * @param options how
     * @return the listener
     * @throws IllegalArgumentException if the text is no address
     * @throws IOException as {@link #listen(FlowAddress, FlowOptions)} does
     */
    public static FlowListener listen(String address, FlowOptions options) throws IOException {
        return listen(FlowAddress.parse(address), options);
    }

    /**
     * Listens for peers. Any port gives a port that the listener then reports (L10). Does not block, but that taking
     * over a stale socket file may wait a second for another process that does the same.
     *
     * <p>At a socket file ({@code unix:}, {@code hybrid:}, {@code hyperkit:}):
     *
     * <ul>
     *   <li>The file appears when it accepts connections, not before (L12). Its mode is 0777 without the bits of the
     *       umask, or what {@code UnixOptions.mode} asks for, from the first moment on; to connect takes write
     *       permission.
     *   <li>A listen that fails leaves nothing behind. A file that exists is never replaced, but that {@code
     *       UnixOptions.takeOverStale} replaces a socket file at which nobody listens any more.
     *   <li>{@link FlowListener#close} removes the file if it is still the listener's own, and no other. A process that
     *       ends without it leaves the file.
     * </ul>
     *
     * @param address the address to listen on
     * @param options how; the accepted flows have them too
     * @return the listener
     * @throws FlowAddressException if the address is taken, not local, or not permitted; the message says which (L3)
     * @throws FlowUnsupportedException if no provider can serve the address on this machine (L9)
     * @throws IOException if the system refuses otherwise
     */
    public static FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return Providers.here().choose("listen", address).listen(address, options);
    }

    /**
     * The providers that were found.
     *
     * @return in the order in which they are asked
     */
    public static List<FlowProvider> providers() {
        return Providers.here().all();
    }

    /**
     * Moves bytes from one flow to another until end of stream, and then shuts down writing to the other (O2).
     *
     * <p>Blocks until then, with the flows' own time-outs, and can be interrupted. A read that times out or is interrupted
     * has lost nothing: the copy can be called again. Where the copy ends in any other way, both peers learn of it (O3):
     *
     * <ul>
     *   <li>where the receiver takes no more, or its flow is closed or aborted by another thread, reading from the sender is shut
     *       down, so that the sender's writes fail;
     *   <li>where reading fails, or the flow that is read is closed or aborted by another thread, or anything else is
     *       thrown, the receiver's flow is aborted, so that its peer does not take a part for the whole.
     * </ul>
     *
     * Otherwise neither flow is closed.
     *
     * @param from the flow to read
     * @param to the flow to write
     * @return what was moved
     * @throws FlowClosedException if the receiver takes no more, or either flow was closed at this end
     * @throws IOException as reading and writing do; bytes that were read and not accepted are lost
     */
    public static CopyStats copy(Flow from, Flow to) throws IOException {
        return new Copy(from, to).run();
    }

    /**
     * Moves bytes between two flows in both directions, each until its end of stream, passing half-close on (O2).
     *
     * <p>One direction runs on the caller's thread, the other on a virtual thread; in a simulation that is an actor next to the
     * caller. Blocks until both have ended. Where one receiver takes no more, its sender's writes fail, and the other direction
     * goes on. Anything else breaks the proxy off at once, with both flows aborted (O3): a stream that breaks, a time-out, an
     * interrupt, whatever is thrown in either direction. When another thread closes or aborts one of the flows, which is how to
     * stop a proxy, the other flow is aborted and the proxy ends. Otherwise neither flow is closed.
     *
     * @param a one flow
     * @param b the other
     * @return what was moved
     * @throws FlowClosedException if a flow was closed at this end, or a receiver took no more
     * @throws IOException the first failure of either direction, the other's is suppressed in it
     */
    public static ProxyStats proxy(Flow a, Flow b) throws IOException {
        return new Proxy(a, b).run();
    }

    /**
     * Moves bytes between two flows in both directions, as {@link #proxy(Flow, Flow)} does, with a thread of the
     * caller's making for the second direction.
     *
     * @param a one flow
     * @param b the other
     * @param threads makes that thread
     * @return what was moved
     * @throws IOException the first failure of either direction, the other's is suppressed in it
     */
    public static ProxyStats proxy(Flow a, Flow b, ThreadFactory threads) throws IOException {
        return new Proxy(a, b).run(threads);
    }
}
