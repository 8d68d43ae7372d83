package io.hvflow.hvsock;

import io.hvflow.FlowException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.hvsock.posix.Availability;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.LocalCid;
import java.util.Optional;

/** What AF_VSOCK knows of this machine. */
public final class Vsock {
    private Vsock() {}

    /**
     * This machine's own context id, as the kernel knows it: a guest's is what its host calls it; a host's is {@link
     * io.hvflow.VsockAddress#CID_HOST}. Does not block; any thread may ask. Each call asks the kernel, since the id changes
     * when a machine is restored or migrated.
     *
     * @return the CID, unsigned 32-bit
     * @throws FlowUnsupportedException if the kernel has no AF_VSOCK, or knows no CID: no transport is loaded, or this is
     *     a guest of Hyper-V, whose guests have none
     * @throws FlowException if {@code /dev/vsock} may not be read, or the system refuses
     */
    public static long localCid() throws FlowException {
        Optional<String> reason = Availability.unavailable(Linux.AF_VSOCK);
        if (reason.isPresent()) {
            throw new FlowUnsupportedException("ask for the local CID", null, reason.get(), null);
        }
        return LocalCid.ask();
    }
}
