package io.hvflow.conformance.trial;

import io.hvflow.conformance.agent.AgentException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The operations of a trial's flows, the first few and the last few of them, for the report of a failure. */
public final class Trace {
    private static final int FIRST = 40;
    private static final int LAST = 120;

    private final String threadPrefix;
    private final Stage stage;
    private final ReentrantLock lock = new ReentrantLock();
    // All guarded by lock.
    private final List<Event> first = new ArrayList<>();
    private final ArrayDeque<Event> last = new ArrayDeque<>();
    private final Map<String, Set<String>> asked = new HashMap<>();
    private long origin;
    private int dropped;
    private @Nullable AgentException spoiled;

    Trace(String threadPrefix, Stage stage) {
        this.threadPrefix = threadPrefix;
        this.stage = stage;
        this.origin = stage.nanoTime();
    }

    /** An operation that has begun. */
    final class Event {
        private final String thread;
        private final String flow;
        private final String operation;
        private final long begin;
        // Guarded by lock.
        private long end = Step.PENDING;
        private String outcome = "";
        private boolean failed;

        private Event(String thread, String flow, String operation, long begin) {
            this.thread = thread;
            this.flow = flow;
            this.operation = operation;
            this.begin = begin;
        }

        void ended(String result) {
            end(result, false);
        }

        void failed(Throwable e) {
            String message = e.getMessage();
            if (e instanceof AgentException lost) {
                spoil(lost);
            }
            stage.mark(operation.substring(0, operation.indexOf('(')) + " that fails with "
                    + e.getClass().getSimpleName());
            end(e.getClass().getSimpleName() + (message == null ? "" : ": " + message), true);
        }

        private void end(String result, boolean failure) {
            lock.lock();
            try {
                end = stage.nanoTime() - origin;
                outcome = result;
                failed = failure;
                if (failure) {
                    asked(flow).remove(Step.call(operation));
                }
            } finally {
                lock.unlock();
            }
        }
    }

    Event begin(String flow, String operation) {
        String thread = Thread.currentThread().getName();
        if (thread.startsWith(threadPrefix)) {
            thread = thread.substring(threadPrefix.length());
        }
        lock.lock();
        try {
            Event event = new Event(thread, flow, operation, stage.nanoTime() - origin);
            asked(flow).add(Step.call(operation));
            if (first.size() < FIRST) {
                first.add(event);
            } else {
                last.add(event);
                if (last.size() > LAST) {
                    last.remove();
                    dropped++;
                }
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private Set<String> asked(String flow) {
        return asked.computeIfAbsent(flow, name -> new HashSet<>());
    }

    private void spoil(AgentException e) {
        lock.lock();
        try {
            if (spoiled == null) {
                spoiled = e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first failure of an agent: it tells nothing of a flow, so no check may take it for one that was due. */
    public Optional<AgentException> spoiled() {
        lock.lock();
        try {
            return Optional.ofNullable(spoiled);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything: a property begins its next try. */
    void clear() {
        lock.lock();
        try {
            first.clear();
            last.clear();
            asked.clear();
            dropped = 0;
            origin = stage.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** What has happened so far. */
    public Recording recording() {
        lock.lock();
        try {
            return new Recording(steps(first), dropped, steps(last), asked);
        } finally {
            lock.unlock();
        }
    }

    private static List<Step> steps(Iterable<Event> events) {
        List<Step> steps = new ArrayList<>();
        for (Event e : events) {
            steps.add(new Step(e.thread, e.flow, e.operation, e.begin, e.end, e.outcome, e.failed));
        }
        return steps;
    }

    /**
     * A finished trace.
     *
     * @param first the steps that began first
     * @param dropped how many steps after those are not shown
     * @param last the steps that began last
     * @param asked which calls were made of each flow and did not fail, also in steps that are not shown
     */
    public record Recording(List<Step> first, int dropped, List<Step> last, Map<String, Set<String>> asked) {
        public Recording {
            first = List.copyOf(first);
            last = List.copyOf(last);
            Map<String, Set<String>> copy = new HashMap<>();
            asked.forEach((flow, calls) -> copy.put(flow, Set.copyOf(calls)));
            asked = Map.copyOf(copy);
        }

        /** As it is read from a report. */
        public Recording(List<Step> first, int dropped, List<Step> last) {
            this(first, dropped, last, Map.of());
        }

        /** Whether the flow was asked for that call, and it did not fail. */
        boolean asked(String flow, String call) {
            return asked.getOrDefault(flow, Set.of()).contains(call);
        }

        /** All that are shown, in the order in which they began. */
        List<Step> steps() {
            List<Step> all = new ArrayList<>(first);
            all.addAll(last);
            return all;
        }

        public static Recording empty() {
            return new Recording(List.of(), 0, List.of());
        }
    }
}
