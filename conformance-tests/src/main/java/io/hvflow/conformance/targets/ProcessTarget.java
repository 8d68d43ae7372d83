package io.hvflow.conformance.targets;

import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;

/** UNIX-domain sockets between this process and a child of it that runs the same program. */
public final class ProcessTarget extends ChildTarget {
    private static final String NAME = "process";

    /** For {@link java.util.ServiceLoader}. */
    public ProcessTarget() {
        super(NAME, () -> Holder.TARGET);
    }

    /** One child for all. */
    private static final class Holder {
        static final AgentTarget TARGET = between(NAME, Agent.command(ChildJvm.command(), ChildJvm.environment()));
    }
}
