package io.hvflow.simulator;

import io.hvflow.Capability;
import io.hvflow.spi.Waiter;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A rule that is installed. Closing it removes the rule and lets go on what it held. Callable from any thread. */
public final class Fault implements AutoCloseable {
    private final Rule rule;
    private final String name;
    private final Schedule schedule;
    private final Rules scope;
    private final Hypervisor hypervisor;
    private final Runnable whenRemoved;
    private final long installed;
    private final AtomicLong effects = new AtomicLong();
    private volatile boolean removed;

    Fault(Rule rule, long number, Schedule schedule, Rules scope, Hypervisor hypervisor, Runnable whenRemoved) {
        this.rule = rule;
        this.name = name(rule, number);
        this.schedule = schedule;
        this.scope = scope;
        this.hypervisor = hypervisor;
        this.whenRemoved = whenRemoved;
        installed = hypervisor.scheduler().now();
    }

    /** Removes the rule: whatever begins after this call is not judged by it. Does not block. A repeat does nothing. */
    @Override
    public void close() {
        if (scope.remove(this)) {
            // Before what it holds is let go: nothing new may be held behind that.
            removed = true;
            whenRemoved.run();
            hypervisor.removed(this);
        }
    }

    /**
     * How often it has taken effect: at how many events its rule gave a verdict other than {@link Verdict#PASS}. A test whose
     * fault never came about has shown nothing.
     *
     * @return the count so far, also after {@link #close}
     */
    public long effects() {
        return effects.get();
    }

    boolean removed() {
        return removed;
    }

    /** What the rule says, if this is a time for it to. */
    Verdict judge(Event event, Choices choices) {
        if (!isOn()) {
            return Verdict.PASS;
        }
        Verdict verdict = rule.judge(event, choices);
        if (verdict instanceof Verdict.Pass
                || effects.getAndUpdate(count -> Math.min(count + 1, schedule.most())) == schedule.most()) {
            return Verdict.PASS;
        }
        return verdict;
    }

    Set<Capability> lacks() {
        return rule.lacks();
    }

    private boolean isOn() {
        long age = age();
        return effects.get() < schedule.most() && schedule.offAt(age) != age;
    }

    /** The time at which it lets go what it holds from now; {@link Waiter#NEVER} if only when it is removed. */
    long holdsUntil() {
        long off = schedule.offAt(age());
        return off == Waiter.NEVER ? off : installed + off;
    }

    private long age() {
        return hypervisor.scheduler().now() - installed;
    }

    /** The rule's own text; that of a lambda or an object without one would be another in every run. */
    private static String name(Rule rule, long number) {
        String text = String.valueOf(rule);
        boolean anonymous = text.equals(rule.getClass().getName() + "@" + Integer.toHexString(rule.hashCode()));
        return anonymous ? "rule " + number : text;
    }

    /** Its rule, and its schedule where it has one. */
    String label() {
        return schedule.equals(Schedule.always()) ? name : name + " " + schedule;
    }

    @Override
    public String toString() {
        return "Fault[" + label() + "]";
    }
}
