package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import org.jspecify.annotations.Nullable;

/**
 * Takes over sockets that another process made and this one was started with. What a number stands for is asked of the
 * system; a number that is refused stays open, and its owner's.
 */
public final class Inheritance {
    private Inheritance() {}

    /**
     * What a number stands for.
     *
     * @param domain its {@code AF_} number
     * @param listening whether it listens
     */
    public record Kind(int domain, boolean listening) {}

    /** What a number stands for, if it is a stream socket. */
    public static Kind inspect(int number) throws FlowException {
        int type = ask(number, Linux.SO_TYPE);
        if (type != Linux.SOCK_STREAM) {
            throw unfit(number, "it is a socket of type " + type + ", must be a stream socket (1)", null);
        }
        return new Kind(ask(number, Linux.SO_DOMAIN), ask(number, Linux.SO_ACCEPTCONN) != 0);
    }

    private static int ask(int number, int option) throws FlowException {
        int outcome = SocketCalls.getInt(number, Linux.SOL_SOCKET, option);
        return switch (-outcome) {
            case Errno.EBADF -> throw unfit(number, "no such descriptor is open", outcome);
            case Errno.ENOTSOCK -> throw unfit(number, "it is no socket", outcome);
            default -> {
                if (outcome < 0) {
                    throw Failures.other(attempt(number), null, -outcome);
                }
                yield outcome;
            }
        };
    }

    /** The refusal of a socket of a kind that nobody here serves. */
    public static FlowUnsupportedException unserved(int number, int domain) {
        return new FlowUnsupportedException(
                attempt(number),
                null,
                "it is a socket of domain " + domain + ", must be AF_UNIX (" + Linux.AF_UNIX + ") or AF_VSOCK ("
                        + Linux.AF_VSOCK + ")",
                null);
    }

    /** Takes over a listening socket. */
    public static <A extends FlowAddress> PosixListenSocket<A> listener(
            PosixFamily<A> family, int number, A unnamed, FlowOptions options) throws FlowException {
        if (!inspect(number).listening()) {
            throw unfit(number, "it does not listen", null);
        }
        Descriptor socket = new Descriptor(number, family.quirks());
        FlowAddress named = family.named(unnamed, SocketCalls.name(socket));
        FlowAddress local = named == null ? unnamed : named;
        family.configure(socket, unnamed, options);
        keepFromChildren(socket);
        // Others may share the socket, and this is theirs too; but accept(2) has no flag for it, as sends and receives
        // have.
        control(socket, Linux.FIONBIO, 1);
        return PosixListenSocket.inherited(family, socket, unnamed, local, options);
    }

    /** Takes over a connected socket. */
    public static <A extends FlowAddress> PosixStreamSocket stream(
            PosixFamily<A> family, int number, A unnamed, FlowOptions options) throws FlowException {
        Descriptor socket = new Descriptor(number, family.quirks());
        byte[] peerName = inspect(number).listening() ? null : SocketCalls.peerName(socket);
        if (peerName == null) {
            throw unfit(number, "it is not connected", null);
        }
        FlowAddress remote = family.named(unnamed, peerName);
        FlowAddress local = family.named(unnamed, SocketCalls.name(socket));
        SocketOptions.urgentBytes(socket, unnamed);
        family.configure(socket, unnamed, options);
        keepFromChildren(socket);
        // Where one end has no name, the other's stands for both.
        FlowAddress known = remote != null ? remote : local != null ? local : unnamed;
        return new PosixStreamSocket(socket, local == null ? known : local, remote == null ? known : remote);
    }

    /** From programs that this process starts: a socket that one of them holds does not end when it is closed here. */
    private static void keepFromChildren(Descriptor socket) throws FlowException {
        control(socket, Linux.FIOCLEX, 0);
    }

    private static void control(Descriptor socket, long request, int argument) throws FlowException {
        int outcome = SocketCalls.control(socket, request, argument);
        if (outcome < 0) {
            throw Failures.other(attempt(socket.number()), null, -outcome);
        }
    }

    private static FlowAddressException unfit(int number, String reason, @Nullable Integer outcome) {
        return new FlowAddressException(
                attempt(number), null, reason, outcome == null ? null : Errno.nativeError(-outcome));
    }

    private static String attempt(int number) {
        return "take over descriptor " + number;
    }
}
