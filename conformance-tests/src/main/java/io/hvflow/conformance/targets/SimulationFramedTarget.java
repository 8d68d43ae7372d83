package io.hvflow.conformance.targets;

/** The flows of {@link SimulationTarget}, framed. */
public final class SimulationFramedTarget extends FramedTarget {
    /** For {@link java.util.ServiceLoader}. */
    public SimulationFramedTarget() {
        super(new SimulationTarget());
    }
}
