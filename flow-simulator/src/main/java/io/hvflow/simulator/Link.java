package io.hvflow.simulator;

import java.util.Comparator;
import java.util.List;

/**
 * What lies between two partitions, in both directions; or between a partition and itself. All methods may be called from
 * any thread and do not block.
 */
public final class Link {
    private final Hypervisor hypervisor;
    private final Ends ends;
    private final Rules rules = new Rules();

    /**
     * The partitions that a link joins.
     *
     * @param one the one that was made first; a CID may change
     * @param other the other
     */
    record Ends(Partition one, Partition other) implements Comparable<Ends> {
        private static final Comparator<Ends> ORDER = Comparator.<Ends>comparingLong(ends -> ends.one.number())
                .thenComparingLong(ends -> ends.other.number());

        static Ends of(Partition a, Partition b) {
            return a.number() <= b.number() ? new Ends(a, b) : new Ends(b, a);
        }

        @Override
        public int compareTo(Ends that) {
            return ORDER.compare(this, that);
        }
    }

    Link(Hypervisor hypervisor, Ends ends) {
        this.hypervisor = hypervisor;
        this.ends = ends;
    }

    /**
     * Installs a rule on all connections over this link, those that are open and those to come, and on the attempts to
     * connect. {@link Event#from} tells the direction.
     *
     * @param rule the rule
     * @return the handle that removes it
     */
    public Fault install(Rule rule) {
        return install(rule, Schedule.always());
    }

    /**
     * Installs a rule for some time, as {@link #install(Rule)} does for good.
     *
     * @param rule the rule
     * @param schedule when it has a say
     * @return the handle that removes it
     */
    public Fault install(Rule rule, Schedule schedule) {
        return hypervisor.install(rule, schedule, rules);
    }

    /** Resets every connection over this link, as {@link Connection#reset} does. */
    public void reset() {
        List<Connection> over = hypervisor.connections().stream()
                .filter(it -> Ends.of(it.from(), it.to()).equals(ends))
                .toList();
        Each.of(over, Connection::reset);
    }

    Rules rules() {
        return rules;
    }

    @Override
    public String toString() {
        return "Link[" + ends.one().name() + ", " + ends.other().name() + "]";
    }
}
