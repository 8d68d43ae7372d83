package io.hvflow.conformance.report;

import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a recording tells how a trial failed: the steps of the pair that was used last and of those with a call that never
 * returned, with repetitions put together, and of many the first and the last.
 *
 * @param others how many steps of other flows are left out
 * @param first the steps that began first
 * @param dropped how many are left out between
 * @param last the steps that began last
 */
record Excerpt(int others, List<Step> first, int dropped, List<Step> last) {
    private static final int MAX_PAIRS = 3;

    static Excerpt of(Trace.Recording recording, int max) {
        List<Step> all = new ArrayList<>(recording.first());
        all.addAll(recording.last());
        Set<String> pairs = pairsInQuestion(all);
        List<Step> first = together(recording.first(), pairs);
        List<Step> last = together(recording.last(), pairs);
        int others = (int) all.stream().filter(step -> !isOf(step, pairs)).count();
        int dropped = recording.dropped();
        if (dropped == 0) {
            first = new ArrayList<>(first);
            first.addAll(last);
            last = List.of();
        }
        int half = max / 2;
        if (first.size() + last.size() > max) {
            List<Step> shown = new ArrayList<>(first);
            shown.addAll(last);
            dropped += shown.size() - 2 * half;
            first = shown.subList(0, half);
            last = shown.subList(shown.size() - half, shown.size());
        }
        return new Excerpt(others, List.copyOf(first), dropped, List.copyOf(last));
    }

    /** A trial that opens several pairs, one after the other, fails with the last, or with one where something hangs. */
    private static Set<String> pairsInQuestion(List<Step> steps) {
        Set<String> pairs = new HashSet<>();
        for (Step step : steps.reversed()) {
            boolean inQuestion = pairs.isEmpty() || step.pending();
            if (inQuestion && pairs.size() < MAX_PAIRS) {
                pairs.add(pair(step.flow()));
            }
        }
        return pairs;
    }

    private static boolean isOf(Step step, Set<String> pairs) {
        return pairs.contains(pair(step.flow())) || step.flow().equals("listener");
    }

    /** Both ends of a pair have its number in their names, but for the first. */
    private static String pair(String flow) {
        return flow.substring(flow.indexOf(' ') + 1).matches("\\d+") ? flow.substring(flow.indexOf(' ') + 1) : "";
    }

    private static List<Step> together(List<Step> steps, Set<String> pairs) {
        List<Step> together = new ArrayList<>();
        int times = 1;
        Step before = null;
        for (Step step : steps.stream().filter(it -> isOf(it, pairs)).toList()) {
            boolean repeats = before != null && repeats(before, step);
            times = repeats ? times + 1 : 1;
            if (repeats) {
                together.set(together.size() - 1, repeated(together.getLast(), step, times));
            } else {
                together.add(step);
            }
            before = step;
        }
        return together;
    }

    private static boolean repeats(Step before, Step step) {
        return before.thread().equals(step.thread())
                && before.flow().equals(step.flow())
                && before.operation().equals(step.operation())
                && before.outcome().equals(step.outcome())
                && !before.pending()
                && !step.pending();
    }

    private static Step repeated(Step first, Step last, int times) {
        return new Step(
                first.thread(),
                first.flow(),
                last.operation() + " \u00d7 " + times,
                first.begin(),
                last.end(),
                last.outcome(),
                last.failed());
    }
}
