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

    /** The local address of a socket that connected to {@code asked}, or was accepted by or is the listener at it. */
    A local(A asked, byte[] name);

    /** The remote address of a socket that the listener at {@code listening} accepted. */
    A remote(A listening, byte[] name);

    /**
     * What to do when the listener that has just been bound closes, if the system does not do it. It does not block, and may
     * be run once only.
     */
    default Runnable bound(A address) throws FlowException {
        return () -> {};
    }

    /** Sets what the options ask of the transport: of a socket before it connects or listens, or is used. */
    void configure(Descriptor socket, A address, FlowOptions options) throws FlowException;

    /** Sets what a socket must know about the time that it has to connect, if anything. */
    default void connectTimeout(Descriptor socket, A address, Duration timeout) throws FlowException {}

    /** What its sockets do that others do not. */
    SocketQuirks quirks();

    /** What an error means for this kind of address, if it is more than {@link Failures} knows. */
    @Nullable
    String explain(String operation, A address, int errno);
}
