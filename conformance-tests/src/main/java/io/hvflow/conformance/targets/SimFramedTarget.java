package io.hvflow.conformance.targets;

/** The flows of {@link SimTarget}, framed. */
public final class SimFramedTarget extends FramedTarget {
    /** For {@link java.util.ServiceLoader}. */
    public SimFramedTarget() {
        super(new SimTarget());
    }
}
