package io.hvflow.conformance;

import io.hvflow.Flow;
import java.util.Objects;

/**
 * Two connected flows.
 *
 * @param near this process's end; where both are, the end that connected
 * @param far the other end
 */
public record FlowPair(Flow near, Flow far) {
    /** Refuses a missing end. */
    public FlowPair {
        Objects.requireNonNull(near, "near");
        Objects.requireNonNull(far, "far");
    }
}
