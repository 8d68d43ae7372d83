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
            Descriptor.closeNumber(socket);
        } catch (LinkageError e) {
            // Native access denied, or a libc that lacks a call: it was the initializer that failed.
            String reason = linkage(e);
            unlinked = reason;
            return Optional.of(reason);
        }
        if (socket >= 0) {
            AVAILABLE.add(domain);
            return Optional.empty();
        }
        return refusal(domain, socket);
    }

    /** What is wrong with an outcome of socket(2) that is no number. */
    static Optional<String> refusal(int domain, int socket) {
        return switch (-socket) {
            // A shortage passes; whoever uses an address meanwhile is told about it then.
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS -> Optional.empty();
            case Errno.EPERM, Errno.EACCES, Errno.ENOSYS ->
                Optional.of("this process may not make such sockets: socket(2) says " + Errno.nativeError(-socket)
                        + "; a policy of the container or of the system forbids it (seccomp, SELinux, AppArmor): allow"
                        + " socket(2) for " + name(domain));
            default ->
                Optional.of("the kernel does not make such sockets: socket(2) says " + Errno.nativeError(-socket)
                        + "; it may need a module: modprobe " + (domain == Linux.AF_VSOCK ? "vsock" : "unix"));
        };
    }

    private static String linkage(LinkageError error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        String reason = "the native calls cannot be linked: " + cause;
        return cause instanceof IllegalCallerException
                ? reason + "; start java with --enable-native-access="
                        + grantee(Availability.class.getModule().getName())
                : reason;
    }

    /** To what native access is granted: to the module, or to the class path, where modules have no names. */
    static String grantee(@Nullable String module) {
        return module == null ? "ALL-UNNAMED" : module;
    }

    /** Docker's default profile refuses AF_VSOCK alone, since 23.0 and late releases of 20.10 (moby pull requests 44562 to 44564). */
    private static String name(int domain) {
        return domain == Linux.AF_VSOCK
                ? "AF_VSOCK (" + domain + "), which Docker's own profile does not"
                : "AF_UNIX (" + domain + ")";
    }
}
