package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of address adds to a POSIX stream socket: its socket names, its options, and what its errors mean. The
 * rest, which is nearly everything, is common.
 *
 * @param <A> the kind of address
 */
public interface PosixFamily<A extends FlowAddress> {

    /** The {@code AF_} number. */
    int domain();

    /** The {@link SocketName} to connect to. */
    byte[] connectName(A address, FlowOptions options) throws FlowAddressException;

    /** The {@link SocketName} to bind a listener to. */
    byte[] listenName(A address) throws FlowAddressException;

    /** The local address of a socket that connected to {@code asked}, or that was made to listen at it. */
    A local(A asked, byte[] name);

    /** The local address of a socket that the listener at {@code listening} accepted. */
    default FlowAddress accepted(FlowAddress listening, byte[] name) {
        return listening;
    }

    /**
     * The address that a socket's name is, of a peer or of one that another process made: any bytes, since that other
     * chose them. Throws nothing (L11).
     *
     * @param asked the listener's that accepted it, as it was asked for
     * @return null if it has no name, or one that is no text
     */
    @Nullable
    FlowAddress named(A asked, byte[] name);

    /** The socket file at which a listener is found, if it is found at one. */
    default @Nullable SocketPlace place(A address, FlowOptions options) {
        return null;
    }

    /** Sets what the options ask of the transport: of a socket before it connects or listens, or is used. */
    void configure(Descriptor socket, A address, FlowOptions options) throws FlowException;

    /** Sets what a socket must know about the time that it has to connect, if anything. */
    default void connectTimeout(Descriptor socket, A address, Duration timeout) throws FlowException {}

    /** What its sockets do that others do not. */
    SocketQuirks quirks();

    /**
     * Whether a connect that fails with an error which says so may succeed once somebody listens; or cannot, as things
     * are.
     */
    default boolean maySoonBeServed(A address, int errno) {
        return true;
    }

    /** What an error means for this kind of address, if it is more than {@link Failures} knows. */
    @Nullable
    String explain(String operation, A address, int errno);
}
