package io.hvflow.simulator;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The hypervisor that the whole process shares; made when first asked for, and again after it was closed. */
final class SharedHypervisor {
    private static final AtomicReference<@Nullable Hypervisor> CURRENT = new AtomicReference<>();

    private SharedHypervisor() {}

    static Hypervisor get() {
        Hypervisor current = CURRENT.get();
        while (current == null) {
            CURRENT.compareAndSet(null, new Hypervisor());
            current = CURRENT.get();
        }
        return current;
    }

    static void discard(Hypervisor closed) {
        CURRENT.compareAndSet(closed, null);
    }
}
