package io.hvflow.conformance.targets;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;
import io.hvflow.conformance.agent.CAgent;
import java.util.List;
import java.util.Optional;

/** UNIX-domain sockets between this process and the agent in C, whose flows share no code with ours. */
public final class CTarget extends ChildTarget {
    private static final String NAME = "c";

    /** For {@link java.util.ServiceLoader}. */
    public CTarget() {
        super(NAME, () -> Holder.TARGET);
    }

    /** One child for all. */
    private static final class Holder {
        static final AgentTarget TARGET =
                between(NAME, Agent.command(List.of(CAgent.program().toString())));
    }

    /** The same with every flow framed at both ends. */
    public static Target framed() {
        return Holder.TARGET.framed();
    }

    @Override
    public Optional<String> unavailable() {
        return CAgent.missing().or(super::unavailable);
    }
}
