package io.hvflow.hvsock.posix;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whether sockets of a domain can be made at all in this process. */
public final class Availability {
    /** The domains that have been found to be there: those stay. */
    private static final Set<Integer> AVAILABLE = ConcurrentHashMap.newKeySet();

    /** Why the native calls could not be linked, once they could not: the VM tells the cause only the first time. */
    private static volatile @Nullable String unlinked;

    private Availability() {}

    /** Why not, with the system's own error; empty if they can. The first call in a process links the native calls. */
    public static Optional<String> unavailable(int domain) {
        if (AVAILABLE.contains(domain)) {
            return Optional.empty();
        }
        Optional<String> platform = Linux.unavailable();
        return platform.isPresent() ? platform : probe(domain);
    }

    private static Optional<String> probe(int domain) {
        String known = unlinked;
        if (known != null) {
            return Optional.of(known);
        }
        int socket;
        try {
            socket = SocketCalls.open(domain);
        } catch (LinkageError e) {
            // Native access denied, or a libc that lacks a call: it was the initializer that failed.
            String reason = linkage(e);
            unlinked = reason;
            return Optional.of(reason);
        }
        if (socket >= 0) {
            Descriptor.closeNumber(socket);
            AVAILABLE.add(domain);
            return Optional.empty();
        }
        return switch (-socket) {
            // A shortage passes; whoever uses an address meanwhile is told about it then.
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS -> Optional.empty();
            default ->
                Optional.of("the kernel does not make such sockets: socket(2) says " + Errno.nativeError(-socket));
        };
    }

    private static String linkage(LinkageError error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        String reason = "the native calls cannot be linked: " + cause;
        return cause instanceof IllegalCallerException
                ? reason + "; start java with --enable-native-access=io.hvflow.hvsock"
                : reason;
    }
}
