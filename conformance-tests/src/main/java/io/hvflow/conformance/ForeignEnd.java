package io.hvflow.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The far end of a flow, held by a program that shares no code with the flow: a plain socket, on which each call does
 * what its name says and nothing else. What the suite does not ask for does not happen: such an end does not drain,
 * answer or close by itself.
 *
 * <p>Calls block as plain sockets do. One thread at a time may use an end; {@link #stop}, {@link #resume} and {@link
 * #kill} may be called by any.
 */
public interface ForeignEnd extends AutoCloseable {

    /**
     * Sends all that remains.
     *
     * @param bytes what to send
     * @throws IOException as the socket does
     */
    void send(ByteBuffer bytes) throws IOException;

    /**
     * Receives once, waiting for at least one byte.
     *
     * @param max how many bytes at most
     * @return what came; empty at end of stream
     * @throws IOException as the socket does
     */
    ByteBuffer receive(int max) throws IOException;

    /**
     * Sends back what it receives, piece by piece, until end of stream, and then closes. A failure to send is no reason
     * to stop receiving.
     *
     * @param piece how many bytes it receives at a time
     * @return how many bytes it received
     * @throws IOException if receiving fails
     */
    long echo(int piece) throws IOException;

    /**
     * Shuts down receiving, with whatever is unread.
     *
     * @throws IOException as the socket does
     */
    void shutdownInput() throws IOException;

    /**
     * Shuts down sending.
     *
     * @throws IOException as the socket does
     */
    void shutdownOutput() throws IOException;

    /**
     * Closes the socket, with whatever is unread.
     *
     * @throws IOException as the socket does
     */
    @Override
    void close() throws IOException;

    /**
     * Stops the process that holds this end, so that it does nothing at all.
     *
     * @return whether that is possible: whether there is a process of its own, on a system that can stop one
     * @throws IOException if the system refuses
     */
    default boolean stop() throws IOException {
        return false;
    }

    /**
     * Lets the process go on.
     *
     * @throws IOException if the system refuses
     */
    default void resume() throws IOException {}

    /**
     * Kills the process that holds this end, as if it had crashed.
     *
     * @return whether there is a process of its own
     * @throws IOException if the system refuses
     */
    default boolean kill() throws IOException {
        return false;
    }
}
