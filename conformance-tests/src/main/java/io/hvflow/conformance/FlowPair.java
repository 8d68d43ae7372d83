package io.hvflow.conformance;

import io.hvflow.Flow;
import java.util.Objects;

/**
 * Two connected flows.
 *
 * @param near the end that connected
 * @param far the end that was accepted
 */
public record FlowPair(Flow near, Flow far) {
    /** Refuses a missing end. */
    public FlowPair {
        Objects.requireNonNull(near, "near");
        Objects.requireNonNull(far, "far");
    }
}
