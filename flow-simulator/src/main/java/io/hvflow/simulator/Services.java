package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.HvsockAddress;
import io.hvflow.HvsockNameAddress;
import io.hvflow.HybridAddress;
import io.hvflow.HyperkitAddress;
import io.hvflow.SimAddress;
import io.hvflow.VsockAddress;
import java.util.UUID;

/**
 * Ports and service ids as one: a port is the service id that Hyper-V makes of it, so that a listener on an AF_VSOCK port
 * is reached by AF_HYPERV as on the real thing. Here also ports above 2147483647 have one.
 */
final class Services {
    /** What stands for the service of an address that has none. */
    static final UUID NONE = new UUID(0, 0);

    private static final UUID OF_PORT_0 =
            HvsockAddress.of(HvsockAddress.WILDCARD, 0).service();
    private static final UUID OF_ANY_PORT = ofPort(VsockAddress.PORT_ANY);

    private Services() {}

    static UUID ofPort(long port) {
        return new UUID(port << 32 | OF_PORT_0.getMostSignificantBits(), OF_PORT_0.getLeastSignificantBits());
    }

    static long port(UUID service) {
        return service.getMostSignificantBits() >>> 32;
    }

    /** Whether a free port is to be chosen. */
    static boolean isAny(UUID service) {
        return service.equals(OF_ANY_PORT);
    }

    static UUID of(FlowAddress address) {
        return switch (address) {
            case SimAddress sim -> ofPort(sim.port());
            case VsockAddress vsock -> ofPort(vsock.port());
            case HvsockAddress hvsock -> hvsock.service();
            case HvsockNameAddress named -> named.service();
            case HybridAddress hybrid -> ofPort(hybrid.port());
            case HyperkitAddress hyperkit -> ofPort(hyperkit.port());
            default -> NONE;
        };
    }
}
