/**
 * The contract, written once for all backends: {@link io.hvflow.engine.BufferedFlow} over a {@link io.hvflow.spi.StreamSocket}, and
 * {@link io.hvflow.engine.SocketListener} over a {@link io.hvflow.spi.ListenSocket}.
 *
 * <p>The two directions of a flow know of each other in two things only: before a reader waits, it sends what its own flow
 * has queued to be batched; and it learns of a reset that a write has met. Each direction has one lock, never held while
 * waiting or while the socket is called, and a <em>turn</em>, which one caller at a time holds while it uses the socket, and
 * may hold while it waits.
 *
 * <pre>
 *   reading    OPEN --- peer's end of stream, or shutdownRead ---&gt; ENDED
 *                |                                                   |
 *                +---- a receive fails --------------&gt; BROKEN        |
 *                |                                        |          |
 *                +---- close, abort ---&gt; CLOSED &lt;---------+----------+
 *
 *   writing    OPEN --- shutdownWrite ---&gt; SHUT      the queue goes out, then the end of stream
 *                |                           |
 *                +--- close ----------&gt; CLOSED       the same, for closeTimeout at most
 *                |                           |
 *                |  a send fails             v
 *                +---------------------&gt; BROKEN      the queue is dropped
 *                |                           |
 *                +--- abort ------------&gt; DEAD &lt;---- closed to the end
 * </pre>
 *
 * <p>Bytes that the transport does not take wait in a queue of at most {@code bufferSize} bytes. Who sends it, in this
 * order: the thread that is already sending; the writer that waits; else the socket's callback ({@link
 * io.hvflow.spi.Waiting#whenWritable}). One thread at a time sends, so the order holds.
 *
 * <p>Three principles keep a flow from hanging, whatever its callers, its peer and its socket do:
 *
 * <ul>
 *   <li>What is granted goes on. A caller that waits for the turn leaves through one door, which passes a turn on that it was
 *       granted and does not take (T6).
 *   <li>Whatever begins ends. After a claim (the turn, sending, a callback that is owed) comes a {@code try}, with nothing in
 *       between that could fail, and its end undoes the claim after any {@link Throwable} (C13). A failure that meets bytes
 *       of the queue breaks the direction, so that somebody hears of it; one that meets a caller's own buffer is that
 *       call's alone.
 *   <li>Every wait has a bound. A call's time-out counts from when it first looks at the time, to its end (R16, W13); closing
 *       hands over, drops what comes and waits for the peer in one loop, which looks at one deadline (C12).
 * </ul>
 */
@NullMarked
package io.hvflow.engine;

import org.jspecify.annotations.NullMarked;
