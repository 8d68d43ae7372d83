package io.hvflow.conformance.report;

import io.hvflow.conformance.trial.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The columns of a {@link SequenceDiagram} and where they stand.
 *
 * @param left threads that call the first flow, and the rule's own
 * @param flows the flows
 * @param right threads that call other flows only
 */
record SequenceLanes(List<String> left, List<String> flows, List<String> right) {
    /** Where the times are written. */
    static final int MARGIN = 90;

    private static final int PAGE = 1100;
    private static final int WIDEST = 230;
    private static final int NARROWEST = 150;

    static SequenceLanes of(Excerpt excerpt) {
        List<Step> steps = new ArrayList<>(excerpt.first());
        steps.addAll(excerpt.last());
        List<String> flows = steps.stream()
                .map(Step::flow)
                .distinct()
                .sorted(Comparator.comparing(name -> !name.startsWith("near")))
                .toList();
        Set<String> callFirst = steps.stream()
                .filter(step -> step.flow().equals(flows.getFirst()))
                .map(Step::thread)
                .collect(Collectors.toSet());
        Predicate<String> isLeft = name -> callFirst.contains(name) || name.equals("rule");
        List<String> threads = steps.stream().map(Step::thread).distinct().toList();
        return new SequenceLanes(
                threads.stream().filter(isLeft).toList(),
                flows,
                threads.stream().filter(isLeft.negate()).toList());
    }

    /** The distance of two columns: as wide as the page allows, within reason. */
    int spacing() {
        int columns = left.size() + flows.size() + right.size();
        return Math.clamp((PAGE - MARGIN) / Math.max(1, columns), NARROWEST, WIDEST);
    }

    int width() {
        return MARGIN + spacing() * (left.size() + flows.size() + right.size());
    }

    int flow(String name) {
        return x(left.size() + flows.indexOf(name));
    }

    int thread(String name) {
        int index = left.indexOf(name);
        return x(index >= 0 ? index : left.size() + flows.size() + right.indexOf(name));
    }

    private int x(int column) {
        return MARGIN + spacing() * column + NARROWEST / 2;
    }
}
