package io.hvflow.conformance.suite;

import com.sun.management.UnixOperatingSystemMXBean;
import io.hvflow.conformance.Target;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether this process may open the descriptors that rules need. A limit that is too low says nothing of a backend: such a rule is
 * not applicable, and a target on which no rule could run is unavailable.
 *
 * @param limit how many descriptors the process may have; a very large number where the system does not say
 * @param open how many it has
 */
record Descriptors(long limit, long open) {
    /** Where a limit is no reason to doubt: whoever has as many and meets the limit all the same leaks them. */
    private static final long ENOUGH = 4096;

    /** How many pairs a rule has at a time, where it has many. */
    private static final Map<String, Integer> MANY = Map.of("T3", 1030, "L7", 210);

    /** How many pairs any other rule has at a time: properties try several values before their flows are given back. */
    private static final int FEW = 12;

    /** What the process needs besides flows: its poller, listeners, a thread dump, a class, a report. */
    private static final int RESERVE = 16;

    private static final Set<String> SHORTAGE = Set.of("EMFILE", "ENFILE", "Too many open files");

    static Descriptors now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new Descriptors(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : new Descriptors(Long.MAX_VALUE, 0);
    }

    private boolean isPlenty() {
        return limit < 0 || limit >= ENOUGH;
    }

    private long left() {
        return Math.max(0, limit - open - RESERVE);
    }

    private static long needed(Target target, String rule) {
        return (long) MANY.getOrDefault(rule, FEW) * target.descriptors();
    }

    /** Why no rule can run on the target, if so. */
    Optional<String> unavailable(Target target) {
        return lack(FEW * (long) target.descriptors(), "the target");
    }

    /** Why the rule cannot run on the target, if so. */
    Optional<String> notApplicable(Target target, String rule) {
        return lack(needed(target, rule), "the rule");
    }

    private Optional<String> lack(long needed, String who) {
        return isPlenty() || needed <= left()
                ? Optional.empty()
                : Optional.of(who + " needs some " + needed + " descriptors, and of the limit of " + limit + " only "
                        + left() + " are left: raise it (ulimit -n " + ENOUGH + ")");
    }

    /** How many rules may run at a time, so that each finds what it needs. */
    int parallelism(Target target, int wanted) {
        long each = (long) FEW * target.descriptors();
        return isPlenty() || each == 0 ? wanted : Math.clamp(left() / each, 1, wanted);
    }

    /** Why a failure says nothing of the target: at the bottom of it, the process or the far end's met its limit. */
    Optional<String> excuse(Throwable failure) {
        if (isPlenty()) {
            return Optional.empty();
        }
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 50; at = at.getCause(), depth++) {
            // A far end's failure, and what the JDK throws, have it in their words only.
            String message = String.valueOf(at.getMessage());
            if (SHORTAGE.stream().anyMatch(message::contains)) {
                return Optional.of(
                        "the limit of " + limit + " descriptors was met: raise it (ulimit -n " + ENOUGH + ")");
            }
        }
        return Optional.empty();
    }
}
