/**
 * What a backend writes, and the parts of a flow that are written once for all backends.
 *
 * <p>A backend supplies a {@link io.hvflow.spi.FlowProvider}, a non-blocking {@link io.hvflow.spi.StreamSocket} and {@link
 * io.hvflow.spi.ListenSocket}, and a {@link io.hvflow.spi.Waiting}, through which all waiting goes. {@link
 * io.hvflow.spi.BufferedFlow} and {@link io.hvflow.spi.SocketListener} keep the contract over them.
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
 * order: the thread that is already sending; the writer or closer that waits; else the socket's callback ({@link
 * io.hvflow.spi.Waiting#whenWritable}). One thread at a time sends, so the order holds.
 */
@NullMarked
package io.hvflow.spi;

import org.jspecify.annotations.NullMarked;
