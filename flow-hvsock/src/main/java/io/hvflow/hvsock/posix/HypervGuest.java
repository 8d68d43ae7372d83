package io.hvflow.hvsock.posix;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine is a guest of Hyper-V, whose AF_VSOCK then goes by hv_sock. */
final class HypervGuest {
    /** Hyper-V's devices, hv_sock's channels among them (Documentation/ABI/stable/sysfs-bus-vmbus). */
    private static final Path BUS = Path.of("/sys/bus/vmbus");

    private HypervGuest() {}

    /** Asked only where it matters, at the end of a stream. */
    static boolean isThis() {
        return Files.isDirectory(BUS);
    }
}
