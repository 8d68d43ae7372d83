package io.hvflow.conformance.targets;

/** The flows of {@link UnixTarget}, framed. */
public final class UnixFramedTarget extends FramedTarget {
    /** For {@link java.util.ServiceLoader}. */
    public UnixFramedTarget() {
        super(new UnixTarget());
    }
}
