package io.hvflow.simulator;

/** A rule that is installed. Closing it removes the rule and lets go on what it held. Callable from any thread. */
public final class Fault implements AutoCloseable {
    private final Rule rule;
    private final Rules scope;
    private final Hypervisor hypervisor;
    private volatile boolean removed;

    Fault(Rule rule, Rules scope, Hypervisor hypervisor) {
        this.rule = rule;
        this.scope = scope;
        this.hypervisor = hypervisor;
    }

    /** Removes the rule: whatever begins after this call is not judged by it. Does not block. A repeat does nothing. */
    @Override
    public void close() {
        if (scope.remove(this)) {
            // Before what it holds is let go: nothing new may be held behind that.
            removed = true;
            hypervisor.removed(this);
        }
    }

    boolean removed() {
        return removed;
    }

    Verdict judge(Event event, Choices choices) {
        return rule.judge(event, choices);
    }

    @Override
    public String toString() {
        return "Fault[" + rule + "]";
    }
}
