package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.hvsock.windows.Oddity;
import java.util.EnumSet;

/** Framed flows over the stand-in for Winsock with everything wrong that an established connection can have. */
public final class HvsockStandinFramedTarget extends HvsockStandinTarget {
    /** For {@link java.util.ServiceLoader}. */
    public HvsockStandinFramedTarget() {
        super(
                "hvsock-standin-framed",
                EnumSet.allOf(Capability.class),
                EnumSet.complementOf(EnumSet.of(Oddity.CONNECT_HANGS, Oddity.NETWORK_DOWN)),
                true);
    }
}
