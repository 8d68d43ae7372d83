package io.hvflow.spi;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.PeerCredentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * A connected stream socket as a backend supplies it: raw, non-blocking, unbuffered. {@link io.hvflow.engine.BufferedFlow} makes a {@link
 * io.hvflow.Flow} of it.
 *
 * <p>No method blocks. One thread at a time reads and one at a time writes; {@link #shutdownRead}, {@link
 * #shutdownWrite}, {@link #close} and {@link #abort} may come from a third thread at any time. The caller holds no lock
 * of its own that a callback of this socket would need. After {@link #close} or {@link #abort} every other method but
 * the addresses, the capabilities and {@link #waiting} fails with {@link io.hvflow.FlowClosedException}, and whoever
 * waits is woken.
 *
 * <p>Failures are thrown as the {@link io.hvflow.FlowException} subtype that fits, with the system's error:
 * {@link io.hvflow.FlowClosedException} where the peer has closed in good order (EPIPE), {@link
 * io.hvflow.FlowResetException} where the stream broke (ECONNRESET, ENOTCONN after a transport reset).
 */
public interface StreamSocket {

    /**
     * Receives what is there, at most what remains in {@code dst}.
     *
     * <p>Where this throws, whatever it is, it has received nothing. A buffer that fails its caller's access (its arena closed, or
     * another thread's; moved meanwhile by another thread) is the caller's failure, an unchecked exception after which the next
     * call works (W14).
     *
     * @param dst heap or direct, with something remaining; its position advances
     * @return the bytes received, at least 1; 0 if none are there yet; -1 at end of stream
     * @throws IOException if the stream broke or the socket is closed
     */
    int read(ByteBuffer dst) throws IOException;

    /**
     * Sends what the transport takes now, at most what remains in {@code src}. Where this throws, whatever it is, it has taken
     * nothing; as {@link #read} for buffers that fail.
     *
     * @param src heap, direct or read-only, with something remaining; its position advances by what was taken
     * @return the bytes taken; 0 if the transport takes none now
     * @throws IOException if the peer is gone, the stream broke, or the socket is closed
     */
    int write(ByteBuffer src) throws IOException;

    /**
     * Sends on what the socket itself still holds of bytes and signals that it has taken: only a socket that encodes, or
     * that sends by threads of its own, has any. Where this said false, {@link Waiting} tells when it is worth asking again.
     *
     * @return false if the transport would not take all of it now
     * @throws IOException as {@link #write} does
     */
    default boolean flush() throws IOException {
        return true;
    }

    /**
     * How many of the bytes that {@link #write} has taken the transport does not have: of those that {@link #flush} sends, and
     * that {@link #abort} drops. When sending has failed, of those that are lost.
     *
     * @return that many, or fewer where the socket cannot tell them from bytes of its own; 0 for a socket that holds none
     */
    default int held() {
        return 0;
    }

    /**
     * Tells the transport that this end reads no more. What has arrived may be dropped. A repeat does nothing.
     *
     * @throws IOException if the system refuses; not because the peer is gone
     */
    void shutdownRead() throws IOException;

    /**
     * Tells the peer that nothing more comes after the bytes that were taken. A repeat does nothing.
     *
     * @throws IOException if the system refuses; not because the peer is gone
     */
    void shutdownWrite() throws IOException;

    /** Frees the socket in good order: the peer reads what was taken, then end of stream. A repeat does nothing. */
    void close();

    /** Frees the socket so that the peer reads an error where the transport can tell it. A repeat does nothing. */
    void abort();

    /**
     * This end's address, as it was when the socket was connected; answers after close too.
     *
     * @return the address
     */
    FlowAddress localAddress();

    /**
     * The peer's address, as it was when the socket was connected; answers after close too.
     *
     * @return the address
     */
    FlowAddress remoteAddress();

    /**
     * Whose process the peer's is, where the system says so; see {@link io.hvflow.Flow#peerCredentials}.
     *
     * @return the peer's ids; empty where the transport has none
     * @throws IOException if the system refuses or the socket is closed
     */
    default Optional<PeerCredentials> peerCredentials() throws IOException {
        return Optional.empty();
    }

    /**
     * What this transport can tell and carry.
     *
     * @return a constant set
     */
    Set<Capability> capabilities();

    /**
     * How this socket's users wait.
     *
     * @return always the same object
     */
    Waiting waiting();
}
