package io.hvflow.conformance.report;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Symptom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What probably is one mistake: of the rules that a target breaks, one to look at first, and those that fail with it.
 *
 * <p>A rule fails probably because of another that failed too if that is the rule of its {@link Symptom}, or, where its symptom
 * names no rule, if it builds on it ({@link Contract#prerequisites}). Rules that fail by the same symptom have one cause though
 * its rule holds, and so have those that fail at the same place of the target's code. Nothing is left out: each rule that failed is in exactly one cause.
 *
 * @param first the rule to look at first
 * @param others the rules that fail probably because of it, in the order of the contract
 */
record Cause(RuleResult first, List<RuleResult> others) {
    Cause {
        others = List.copyOf(others);
    }

    /** How many rules fail with it. */
    int size() {
        return 1 + others.size();
    }

    /** What the first was seen to fail by. */
    Symptom symptom() {
        return symptom(first);
    }

    /** The rule of the symptom, if that is another than the first. */
    Optional<String> forbiddenBy() {
        String rule = symptom().rule();
        return rule.isEmpty() || rule.equals(first.rule().id()) ? Optional.empty() : Optional.of(rule);
    }

    /** The symptom in words. */
    String seen() {
        return symptom().text()
                + forbiddenBy().map(rule -> ", which " + rule + " forbids").orElse("");
    }

    /** The causes of the rules that are broken, and not as they are known to be: that of the most rules first. */
    static List<Cause> of(Collection<RuleResult> results) {
        return new Search(results).causes();
    }

    /** The cause for which that rule, one of the results, probably failed, unless it is its own. */
    static Optional<Cause> because(Collection<RuleResult> results, RuleResult result) {
        return of(results).stream()
                .filter(cause -> cause.others().contains(result))
                .findFirst();
    }

    private static Symptom symptom(RuleResult result) {
        return result.failures().stream()
                .map(TrialResult::symptom)
                .filter(symptom -> !symptom.equals(Symptom.NONE))
                .findFirst()
                .orElse(Symptom.NONE);
    }

    /** The rules that failed, by their ids, in the order of the contract. */
    private static final class Search {
        private final Map<String, RuleResult> failed = new LinkedHashMap<>();
        private final Set<String> passed = new LinkedHashSet<>();
        private final Map<String, Set<String>> reasons = new LinkedHashMap<>();

        Search(Collection<RuleResult> results) {
            results.stream()
                    .filter(result -> result.verdict() == Verdict.FAIL)
                    .forEach(result -> failed.put(result.rule().id(), result));
            results.stream()
                    .filter(result -> result.verdict() == Verdict.PASS)
                    .forEach(result -> passed.add(result.rule().id()));
            failed.keySet().forEach(id -> reasons.put(id, reasons(id)));
            cutCircles();
        }

        List<Cause> causes() {
            Map<String, List<RuleResult>> others = new LinkedHashMap<>();
            failed.keySet().stream().filter(this::isFirst).forEach(id -> others.put(id, new ArrayList<>()));
            // Where a rule may have several, the cause of more rules is the likelier: so those with one come first.
            List<String> doubtful = new ArrayList<>();
            for (String id : failed.keySet()) {
                if (!isFirst(id)) {
                    List<String> firsts = firsts(id);
                    if (firsts.size() == 1) {
                        add(others, firsts.getFirst(), id);
                    } else {
                        doubtful.add(id);
                    }
                }
            }
            Map<String, Integer> sizes = new LinkedHashMap<>();
            others.forEach((id, list) -> sizes.put(id, list.size()));
            for (String id : doubtful) {
                String likeliest = firsts(id).stream()
                        .max(Comparator.comparingInt(first -> sizes.getOrDefault(first, 0)))
                        .orElseThrow();
                add(others, likeliest, id);
            }
            List<String> order = List.copyOf(failed.keySet());
            return others.entrySet().stream()
                    .map(entry -> new Cause(
                            result(entry.getKey()),
                            entry.getValue().stream()
                                    .sorted(Comparator.comparingInt(
                                            it -> order.indexOf(it.rule().id())))
                                    .toList()))
                    .sorted(Comparator.comparingInt(Cause::size).reversed())
                    .toList();
        }

        private void add(Map<String, List<RuleResult>> others, String first, String id) {
            others.computeIfAbsent(first, any -> new ArrayList<>()).add(result(id));
        }

        private RuleResult result(String id) {
            return Optional.ofNullable(failed.get(id)).orElseThrow();
        }

        private Set<String> reasonsOf(String id) {
            return reasons.getOrDefault(id, Set.of());
        }

        private boolean isFirst(String id) {
            return reasonsOf(id).isEmpty();
        }

        /** The rules next to it for which it probably fails. */
        private Set<String> reasons(String id) {
            String alike = firstAlike(id);
            if (!alike.equals(id)) {
                return Set.of(alike);
            }
            Set<String> found = new LinkedHashSet<>();
            Set<String> seen = new LinkedHashSet<>(Contract.prerequisites(id));
            List<String> open = new ArrayList<>(seen);
            while (!open.isEmpty()) {
                String next = open.removeFirst();
                if (failed.containsKey(next)) {
                    found.add(next);
                } else if (!passed.contains(next)) {
                    Contract.prerequisites(next).stream().filter(seen::add).forEach(open::add);
                }
            }
            // What it builds on may itself fail because of this.
            found.removeIf(other -> firstAlike(other).equals(id));
            return found;
        }

        /**
         * The first of the rules with the same symptom: that of the symptom, if it fails by it or in a way of its own. It may hold,
         * or fail by something that comes before; then that which is first in the contract.
         */
        private String firstAlike(String id) {
            Symptom symptom = symptom(result(id));
            String rule = symptom.rule();
            if (rule.isEmpty()) {
                // What is thrown at one place has one cause, whatever rules it breaks.
                return symptom.place().isEmpty() ? id : firstWith(symptom, id);
            }
            if (failed.containsKey(rule)) {
                Symptom own = symptom(result(rule));
                if (own.text().isEmpty() || own.rule().equals(rule)) {
                    return rule;
                }
            }
            return firstWith(symptom, id);
        }

        private String firstWith(Symptom symptom, String otherwise) {
            return failed.keySet().stream()
                    .filter(id -> symptom(result(id)).text().equals(symptom.text()))
                    .findFirst()
                    .orElse(otherwise);
        }

        /** Of rules that fail because of each other, one is the first: one whose symptom is its own matter, if there is such. */
        private void cutCircles() {
            List<String> order = new ArrayList<>(failed.keySet());
            order.sort(Comparator.comparing(id -> !symptom(result(id)).rule().equals(id)));
            for (String id : order) {
                if (reachable(id).contains(id)) {
                    reasons.put(id, Set.of());
                }
            }
        }

        private Set<String> reachable(String id) {
            Set<String> reached = new LinkedHashSet<>();
            List<String> open = new ArrayList<>(reasonsOf(id));
            while (!open.isEmpty()) {
                String next = open.removeFirst();
                if (reached.add(next)) {
                    open.addAll(reasonsOf(next));
                }
            }
            return reached;
        }

        private List<String> firsts(String id) {
            return Stream.concat(Stream.of(id), reachable(id).stream())
                    .filter(this::isFirst)
                    .toList();
        }
    }
}
