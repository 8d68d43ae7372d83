package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.NativeError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which exception an error number is. The number alone does not tell: ECONNRESET is a refusal while connecting to an AF_VSOCK
 * port, and a broken stream later.
 */
public final class Failures {
    private Failures() {}

    /** A connect that failed. */
    static <A extends FlowAddress> FlowException connect(PosixFamily<A> family, A address, int errno) {
        String reason = reason(family.explain("connect", address, errno), errno);
        NativeError error = Errno.nativeError(errno);
        return switch (errno) {
            case Errno.ECONNREFUSED, Errno.ECONNRESET, Errno.ENOENT ->
                family.maySoonBeServed(address, errno)
                        ? new FlowRefusedException("connect", address, reason, error)
                        : new FlowAddressException("connect", address, reason, error);
            case Errno.ETIMEDOUT -> new FlowTimeoutException("connect", address, reason, error, 0);
            default -> addressOrOther("connect", address, reason, error);
        };
    }

    /** A socket, bind or listen that failed. */
    static <A extends FlowAddress> FlowException listen(PosixFamily<A> family, A address, int errno) {
        String reason = reason(family.explain("listen", address, errno), errno);
        return addressOrOther("listen", address, reason, Errno.nativeError(errno));
    }

    private static FlowException addressOrOther(
            String operation, FlowAddress address, String reason, NativeError error) {
        return switch (error.number()) {
            case Errno.EADDRINUSE,
                    Errno.EADDRNOTAVAIL,
                    Errno.EACCES,
                    Errno.EPERM,
                    Errno.EINVAL,
                    Errno.ENAMETOOLONG,
                    Errno.ENOENT,
                    Errno.ENOTDIR,
                    Errno.ELOOP,
                    Errno.EROFS,
                    Errno.EPROTOTYPE,
                    Errno.ENODEV,
                    Errno.ENETUNREACH,
                    Errno.ENETDOWN,
                    Errno.EHOSTUNREACH -> new FlowAddressException(operation, address, reason, error);
            case Errno.EAFNOSUPPORT, Errno.EPROTONOSUPPORT, Errno.ESOCKTNOSUPPORT, Errno.EOPNOTSUPP, Errno.ENOSYS ->
                new FlowUnsupportedException(operation, address, reason, error);
            default -> new FlowException(operation, address, reason, error);
        };
    }

    /** An accept that failed; the listener goes on. */
    static FlowException accept(FlowAddress local, int errno) {
        return new FlowException(
                "accept",
                local,
                reason(null, errno) + "; the listener goes on: whoever connects waits until accept is called again",
                Errno.nativeError(errno));
    }

    /** A call on a connected socket that failed. */
    static FlowException established(String operation, FlowAddress remote, int errno) {
        NativeError error = Errno.nativeError(errno);
        return switch (errno) {
            case Errno.EPIPE ->
                new FlowClosedException(operation, remote, "the peer has closed, or reads no more", error);
            // ENOTCONN follows ECONNRESET when the transport was reset: a machine migrated or restored. Where ENOBUFS
            // is only
            // a shortage, it has not come this far (SocketQuirks).
            case Errno.ECONNRESET, Errno.ENOTCONN, Errno.ENOBUFS, Errno.ETIMEDOUT ->
                new FlowResetException(operation, remote, "the stream broke; connect anew to go on", error);
            default -> new FlowException(operation, remote, reason(null, errno), error);
        };
    }

    /** Any other call that failed. */
    static FlowException other(String operation, @Nullable FlowAddress address, int errno) {
        return new FlowException(operation, address, reason(null, errno), Errno.nativeError(errno));
    }

    /** A use after close. */
    static FlowClosedException closed(String operation, FlowAddress address) {
        return new FlowClosedException(operation, address, "it is closed", null);
    }

    /** A connect whose time is over. */
    public static FlowTimeoutException late(FlowAddress address, String missing, Duration timeout) {
        return new FlowTimeoutException("connect", address, missing + " within " + timeout, null, 0);
    }

    private static String reason(@Nullable String explained, int errno) {
        if (explained != null) {
            return explained;
        }
        return switch (errno) {
            case Errno.ECONNREFUSED, Errno.ECONNRESET -> "nobody listens there, or too many wait to be accepted";
            case Errno.ETIMEDOUT -> "no answer";
            case Errno.EADDRINUSE -> "the address is taken";
            case Errno.EADDRNOTAVAIL -> "the address is not one of this machine's";
            case Errno.EACCES, Errno.EPERM ->
                "not permitted; where the rights are right, a policy of the system or the container may forbid it (seccomp,"
                        + " SELinux, AppArmor)";
            case Errno.ENODEV, Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.ENETDOWN ->
                "there is no way to such a machine";
            case Errno.EAFNOSUPPORT -> "the kernel does not have this kind of socket";
            case Errno.EMFILE -> "the process has no descriptor left; raise its limit (ulimit -n)";
            case Errno.ENFILE -> "the system has no descriptor left";
            case Errno.ENOMEM, Errno.ENOBUFS -> "the system has no memory for it";
            case Errno.ENOSYS -> "the system does not have this call, or a policy of the container hides it (seccomp)";
            case Errno.EOPNOTSUPP -> "this kind of socket cannot do that";
            case Errno.EIO -> "the device, or the file system, failed; the kernel's log may say more (dmesg)";
            case Errno.ENXIO -> "there is no such device";
            case Errno.ENOSPC -> "the file system is full";
            case Errno.EDQUOT -> "the user's quota on the file system is used up";
            default -> "the system refused";
        };
    }
}
