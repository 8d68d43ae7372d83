package io.hvflow.conformance.report;

import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The matrix of rules and targets for the template of the {@link HtmlReport}. */
final class HtmlMatrix {
    private HtmlMatrix() {}

    /** The chapters, each with its rules, each with a cell for every target. */
    static List<Map<String, Object>> of(SuiteResult suite) {
        Map<Group, List<Map<String, Object>>> rows = new LinkedHashMap<>();
        for (int i = 0; i < suite.rules().size(); i++) {
            Rule rule = suite.rules().get(i);
            rows.computeIfAbsent(rule.group(), group -> new ArrayList<>()).add(row(suite, rule, i));
        }
        return rows.entrySet().stream()
                .map(entry -> Map.<String, Object>of("title", entry.getKey().title(), "rules", entry.getValue()))
                .toList();
    }

    private static Map<String, Object> row(SuiteResult suite, Rule rule, int index) {
        List<Map<String, Object>> cells = suite.targets().stream()
                .map(target -> target.unavailable().isPresent()
                        ? cell(Verdict.UNAVAILABLE, target.unavailable().get(), "")
                        : cell(target, target.results().get(index)))
                .toList();
        return Map.of(
                "id", rule.id(),
                "text", Html.markdown(rule.text()),
                "moods",
                        cells.stream()
                                .map(it -> String.valueOf(it.get("mood")))
                                .distinct()
                                .toList(),
                "cells", cells);
    }

    private static Map<String, Object> cell(TargetResult target, RuleResult result) {
        String link = switch (result.verdict()) {
            case FAIL, DEVIATES -> "#" + HtmlFailures.anchor(target, result);
            case XPASS, NOT_APPLICABLE -> "#reasons";
            case PASS, ELSEWHERE, UNAVAILABLE -> "";
        };
        String title = result.verdict() == Verdict.PASS
                ? result.duration().toMillis() + " ms"
                : result.reason().lines().findFirst().orElse("");
        return cell(result.verdict(), title, link);
    }

    private static Map<String, Object> cell(Verdict verdict, String title, String link) {
        return Map.of(
                "verdict", verdict, "mood", mood(verdict), "title", title, "link", link, "linked", !link.isEmpty());
    }

    /** A small square for each rule, chapter by chapter. */
    static List<Map<String, Object>> strip(TargetResult target) {
        Map<Group, List<Map<String, Object>>> cells = new LinkedHashMap<>();
        for (RuleResult result : target.results()) {
            Rule rule = result.rule();
            cells.computeIfAbsent(rule.group(), group -> new ArrayList<>())
                    .add(Map.of("rule", rule.id(), "verdict", result.verdict(), "mood", mood(result.verdict())));
        }
        return cells.entrySet().stream()
                .map(entry -> Map.<String, Object>of("letter", entry.getKey().letter(), "cells", entry.getValue()))
                .toList();
    }

    /** The class by which the page colours a verdict. */
    static String mood(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case FAIL, XPASS -> "fail";
            case DEVIATES -> "known";
            case NOT_APPLICABLE -> "na";
            case ELSEWHERE, UNAVAILABLE -> "off";
        };
    }
}
