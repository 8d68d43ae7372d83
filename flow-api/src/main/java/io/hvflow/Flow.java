package io.hvflow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One end of a reliable byte stream between a virtual machine and its host, with an exact contract.
 *
 * <p>A flow differs from a bare socket in what it promises: end of stream and a broken stream are never confused, the
 * last bytes survive {@link #close}, half-close reaches the peer, every wait is bounded when asked to be and can be
 * interrupted. The promises are numbered rules (R1, W4, ...) that every backend is tested against; the methods below
 * name the ones they keep. Three of them depend on what the transport can carry, see {@link #capabilities}.
 *
 * <p><b>Blocking and threads.</b> Calls block their thread and are made for virtual threads: a blocked call never pins
 * its carrier (T3). All methods may be called from any thread. One reader and one writer at a time need no locking by
 * the caller (T2); several readers take turns, each byte going to exactly one of them (R13), and so do several
 * writers, no call's bytes being mixed with another's (W3).
 *
 * <p><b>Interruption.</b> A call that has to wait while its thread is interrupted throws {@link
 * java.io.InterruptedIOException}, leaves the interrupt status set and the flow usable (R15, W12). A call that need not
 * wait does not look at the status.
 *
 * <p><b>Accepted bytes.</b> A write returns when its bytes are <em>accepted</em>: they are with the transport, or in a
 * buffer of at most {@code bufferSize} bytes from which they reach the peer without a further call (W4, B2). The buffer
 * is this process's: a program that ends without {@link #close}, by {@code System.exit} or by returning from {@code
 * main}, loses what is still in it, and the peer then reads a clean end of stream where the transport has no {@link
 * Capability#RESET_DETECTION}. So close each flow, and let {@code close} return, before the program ends; a peer that
 * must know whether it got everything needs {@link FlowOptions#framing}, or a protocol with lengths.
 *
 * <p><b>Errors.</b> Failures of the stream are {@link FlowException}s, which name the operation, the address and the
 * system's own error; misuse is an unchecked exception. An error is final for its direction (R6, W10); a time-out or an
 * interrupt is not. Whatever else is thrown within a call, the flow works, or fails typed (C13). The one exception is a
 * {@code StackOverflowError} in the flow's own methods, which may keep its locks held: deep recursion and flows do not mix.
 *
 * <p>The name is the field's own (the FLOW signature of MirageOS) and is shared with {@code
 * java.util.concurrent.Flow}, which is not imported by default and has nothing to do with it.
 */
public interface Flow extends Closeable {

    /**
     * Waits for bytes and returns them in a fresh buffer, or says that the stream has ended.
     *
     * <p>The buffer holds at least one byte (R1), belongs to the caller and is not touched again (R7). End of stream is
     * final: later reads say it again, at once (R4).
     *
     * @return the bytes that came, or end of stream
     * @throws FlowResetException if the stream broke; no later read succeeds (R5, R6)
     * @throws FlowTimeoutException if {@link #setReadTimeout} passed; nothing is lost (R14)
     * @throws FlowClosedException if this flow is closed or aborted, also while waiting (C4, C6)
     * @throws java.io.InterruptedIOException if interrupted while waiting; nothing is lost (R15)
     */
    ReadResult read() throws IOException;

    /**
     * Waits for bytes and puts them into {@code dst}: the way to read that allocates nothing.
     *
     * @param dst where the bytes go, from its position on, which advances; heap or direct
     * @return the number of bytes, at least 1; or -1 at end of stream; or 0, at once, if {@code dst} has nothing
     *     remaining (R11)
     * @throws java.nio.ReadOnlyBufferException if {@code dst} is read-only
     * @throws IOException as {@link #read()} does
     */
    int read(ByteBuffer dst) throws IOException;

    /**
     * Fills {@code dst} completely, however the bytes are cut on their way, and takes not one byte more (R8).
     *
     * <p>Where end of stream comes first, and where the call fails, the position of {@code dst} tells how many bytes
     * came (R9, R14). The time-out bounds the whole call. With several readers, what one call gets is contiguous (R13).
     *
     * @param dst the buffer to fill
     * @return true when {@code dst} is full, at once if nothing was remaining (R10); false at end of stream
     * @throws java.nio.ReadOnlyBufferException if {@code dst} is read-only
     * @throws IOException as {@link #read()} does
     */
    boolean readInto(ByteBuffer dst) throws IOException;

    /**
     * Writes all that remains in {@code src}, and returns when every byte is accepted (W1).
     *
     * <p>Returning does not mean that the bytes have left the process: {@link #close} makes sure of that, and a program
     * that ends without it may lose them.
     *
     * <p>Blocks only while the flow's buffer and the transport's window are full (B3, W7). Any kind of buffer will do;
     * its content is not changed, its position becomes its limit, and it may be reused when the call returns (W11). An
     * empty buffer sends nothing (W5). A buffer that another thread moves, or whose memory is gone, spoils this call alone
     * (W14). The peer sees the bytes in order, in pieces of the transport's choosing (W2).
     *
     * @param src the bytes to write
     * @throws FlowClosedException if the peer has closed or shut down reading (W9, H7), or if this end has closed or
     *     shut down writing (H3, C4), also while waiting (W8, C6)
     * @throws FlowResetException if the stream broke (W8); no later write succeeds (W10)
     * @throws FlowTimeoutException if {@link #setWriteTimeout} passed; the position of {@code src} tells how many bytes
     *     were accepted, and those arrive (W12)
     * @throws java.io.InterruptedIOException if interrupted while waiting; as for a time-out (W12)
     */
    void write(ByteBuffer src) throws IOException;

    /**
     * Writes several buffers as if they were one; no other writer's bytes come between (W3).
     *
     * @param srcs the buffers, in order; empty ones are allowed
     * @throws IOException as {@link #write} does; the positions of the buffers tell how many bytes were accepted
     */
    void writev(List<ByteBuffer> srcs) throws IOException;

    /**
     * Writes several buffers as if they were one.
     *
     * @param srcs the buffers, in order
     * @throws IOException as {@link #writev(List)} does
     */
    default void writev(ByteBuffer... srcs) throws IOException {
        writev(List.of(srcs));
    }

    /**
     * Ends reading: every read says end of stream at once, a blocked one too, and what is queued is dropped (H6).
     *
     * <p>Does not block. The peer's writes fail with {@link FlowClosedException} eventually, where the transport has
     * {@link Capability#PEER_SHUTDOWN_READ} (H7). Writing goes on undisturbed (H8). A repeat does nothing, nor does a
     * call after {@link #close} (H4, C4).
     *
     * @throws IOException if the system refuses
     */
    void shutdownRead() throws IOException;

    /**
     * Ends writing: the peer reads all accepted bytes, then end of stream (H1).
     *
     * <p>Does not block: accepted bytes that are still buffered go out first, without a further call. Later writes, and
     * one that is blocked now, fail with {@link FlowClosedException} (H3); reading goes on (H2, H5). A repeat does
     * nothing, nor does a call after {@link #close} (H4, C4).
     *
     * @throws IOException if the system refuses
     */
    void shutdownWrite() throws IOException;

    /**
     * Delivers the accepted bytes, tells the peer the end, waits until the peer has closed too, and frees everything.
     *
     * <p>Waits for {@code closeTimeout} at most (C2, C10), whatever other threads and the peer do meanwhile (C12). Bytes that still
     * arrive are taken and dropped, so that a peer that has to write first goes on to read (C9, C11); this flow's own blocked
     * calls are released with {@link FlowClosedException} (C6). The peer reads what was accepted, then end
     * of stream (C1). When the call has returned, normally or not, no descriptor, thread or native memory of the flow
     * remains (C7). A second call waits for the first and does no harm (C5).
     *
     * <p>A program that ends without this call loses the accepted bytes that are still buffered, in silence: nothing in
     * this library runs at the end of the VM.
     *
     * <p>An interrupt ends the wait for the peer, not the delivery of accepted bytes; the interrupt status stays set (C14).
     *
     * @throws FlowTimeoutException if accepted bytes could not be handed to the transport in time; it says how many (C3),
     *     and the peer reads an error, as after {@link #abort}
     * @throws FlowException if delivering accepted bytes failed
     */
    @Override
    void close() throws IOException;

    /**
     * Drops the stream at once: pending bytes are lost, blocked calls are released with {@link FlowClosedException}.
     *
     * <p>Never blocks. The peer reads an error; where the transport has no {@link Capability#RESET_DETECTION} it reads
     * end of stream (C8). Does nothing to a flow that is closed already.
     */
    void abort();

    /**
     * The address of this end; answers at any time, after close too (H10).
     *
     * @return this end's address, as far as the transport tells it
     */
    FlowAddress localAddress();

    /**
     * The address of the other end; answers at any time, after close too (H10).
     *
     * @return the peer's address, as far as the transport tells it
     */
    FlowAddress remoteAddress();

    /**
     * Whose process the peer's is, where the system says so: over AF_UNIX on Linux (SO_PEERCRED). Framed flows have it
     * too.
     *
     * <p>It is what the kernel noted when the connection was made: of an accepted flow the process that connected, of a
     * connected flow the one that made the listener listen. The process may have changed its ids, handed the socket on,
     * or ended since, so that its number may be another's by now. Does not block; any thread may call.
     *
     * @return the peer's ids; empty where the transport has none
     * @throws FlowClosedException if this flow is closed: ask before
     * @throws IOException if the system refuses
     */
    default Optional<PeerCredentials> peerCredentials() throws IOException {
        return Optional.empty();
    }

    /**
     * What this flow's transport can tell and carry; rules R5, H7 and H1 to H3 hold where it is declared.
     *
     * @return the capabilities; a framed flow has all of them
     */
    Set<Capability> capabilities();

    /**
     * The exact counts of what has passed so far (O1). Does not block; answers after close too.
     *
     * @return a snapshot
     */
    FlowStats stats();

    /**
     * Bounds every later read, as a whole call, the wait behind other readers included (R16).
     *
     * @param timeout a positive duration, or {@link FlowOptions#FOREVER} for no bound
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    void setReadTimeout(Duration timeout);

    /**
     * Bounds every later write, as a whole call, the wait behind other writers included (W13).
     *
     * @param timeout a positive duration, or {@link FlowOptions#FOREVER} for no bound
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    void setWriteTimeout(Duration timeout);

    /**
     * Runs an action as soon as this end begins to close or is aborted, or now if it has: before its blocked calls are
     * released, once, on the thread that closes. For whoever passes this flow's bytes on, and has to end too: {@link
     * Flows#copy} and {@link Flows#proxy} do so (O3). What the peer does is no occasion.
     *
     * <p>Does not block. The action must not block either; what it throws goes to its thread's handler of uncaught exceptions.
     *
     * <p>As it stands here it does nothing, for flows that do not know when they are closed. A flow that wraps another
     * passes the call on.
     *
     * @param action what to run
     * @return takes the action back, if it has not run; may be run more than once
     */
    default Runnable onClose(Runnable action) {
        return () -> {};
    }
}
