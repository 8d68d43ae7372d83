package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.hvflow.FlowException;
import io.hvflow.FlowUnsupportedException;
import org.jspecify.annotations.Nullable;

/** Asks {@code /dev/vsock} for this machine's CID. A socket does not answer (ENOTTY), contrary to macOS. */
public final class LocalCid {
    private static final String DEVICE = "/dev/vsock";
    private static final long NONE = 0xFFFFFFFFL;

    private LocalCid() {}

    /** The CID, asked anew each time: it changes when a machine is restored or migrated. */
    public static long ask() throws FlowException {
        try (Scratch scratch = Scratch.take()) {
            scratch.memory.setString(0, DEVICE);
            int device = Libc.open(scratch.errno, scratch.memory, Linux.O_RDONLY | Linux.O_CLOEXEC);
            if (device < 0) {
                throw failure(-device);
            }
            try {
                int outcome = Libc.ioctl(scratch.errno, device, Linux.IOCTL_VM_SOCKETS_GET_LOCAL_CID, scratch.memory);
                if (outcome < 0) {
                    throw failure(-outcome);
                }
                return checked(Integer.toUnsignedLong(scratch.memory.get(JAVA_INT, 0)));
            } finally {
                Descriptor.closeNumber(device);
            }
        }
    }

    static long checked(long cid) throws FlowUnsupportedException {
        if (cid == NONE) {
            throw unsupported("the kernel knows of none: no vsock transport is there, or it is that of Hyper-V", null);
        }
        return cid;
    }

    static FlowException failure(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENODEV ->
                unsupported("there is no " + DEVICE + "; the kernel's module vsock makes it", errno);
            case Errno.EACCES, Errno.EPERM ->
                new FlowException(
                        "ask for the local CID", null, "not permitted to read " + DEVICE, Errno.nativeError(errno));
            default -> Failures.other("ask for the local CID", null, errno);
        };
    }

    private static FlowUnsupportedException unsupported(String reason, @Nullable Integer errno) {
        return new FlowUnsupportedException(
                "ask for the local CID", null, reason, errno == null ? null : Errno.nativeError(errno));
    }
}
