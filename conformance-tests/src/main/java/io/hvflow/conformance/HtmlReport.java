package io.hvflow.conformance;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.hvflow.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The report for people: one HTML page that loads nothing from anywhere. What it shows is here, how it looks in the template. */
final class HtmlReport {
    private final SuiteResult suite;

    private HtmlReport(SuiteResult suite) {
        this.suite = suite;
    }

    static String of(SuiteResult suite) {
        return template().execute(new HtmlReport(suite).page());
    }

    private static Template template() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.html")) {
            if (in == null) {
                throw new IllegalStateException("report.html is missing from the jar");
            }
            return Mustache.compiler().compile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> page() {
        Environment environment = suite.environment();
        List<Map<String, Object>> failures = failures();
        List<Map<String, Object>> reasons = reasons();
        return Map.ofEntries(
                Map.entry("headline", headline()),
                Map.entry("mood", suite.conformant() ? "pass" : "fail"),
                Map.entry("summary", suite.summary() + ", in " + seconds(suite.duration())),
                Map.entry("suite", environment.suite()),
                Map.entry("facts", facts(environment)),
                Map.entry("gaps", suite.gaps()),
                Map.entry("hasGaps", !suite.gaps().isEmpty()),
                Map.entry("targets", suite.targets().stream().map(this::target).toList()),
                Map.entry("columns", suite.targets().size() + 2),
                Map.entry("groups", groups()),
                Map.entry("ruleCount", suite.rules().size()),
                Map.entry("failCount", rulesWith(Verdict.FAIL)),
                Map.entry("naCount", rulesWith(Verdict.NOT_APPLICABLE)),
                Map.entry("failures", failures),
                Map.entry("hasFailures", !failures.isEmpty()),
                Map.entry("reasons", reasons),
                Map.entry("hasReasons", !reasons.isEmpty()));
    }

    private String headline() {
        List<TargetResult> ran = suite.targets().stream()
                .filter(it -> it.unavailable().isEmpty())
                .toList();
        long good = ran.stream().filter(TargetResult::conformant).count();
        if (!suite.gaps().isEmpty()) {
            return "The suite is incomplete";
        }
        if (ran.isEmpty()) {
            return "No target could run";
        }
        if (ran.size() == 1) {
            return ran.getFirst().target() + (good == 1 ? " keeps the contract" : " breaks the contract");
        }
        return good == ran.size()
                ? "All " + good + " targets keep the contract"
                : (ran.size() - good) + " of " + ran.size() + " targets break the contract";
    }

    private List<Map<String, Object>> facts(Environment environment) {
        return Stream.of(
                        List.of("System", environment.system()),
                        List.of("Kernel", environment.kernel()),
                        List.of("Java", environment.java()),
                        List.of("Processors", String.valueOf(environment.processors())),
                        List.of("Seed", SuiteResult.seedText(suite.settings().seed())),
                        List.of("Tries", String.valueOf(suite.settings().tries())))
                .map(fact -> Map.<String, Object>of("name", fact.get(0), "value", fact.get(1)))
                .toList();
    }

    private Map<String, Object> target(TargetResult target) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", target.target());
        map.put("standing", target.standing().toLowerCase(Locale.ROOT));
        map.put("mood", target.unavailable().isPresent() ? "off" : target.conformant() ? "pass" : "fail");
        map.put("unavailable", target.unavailable().orElse(""));
        map.put("available", target.unavailable().isEmpty());
        map.put(
                "capabilities",
                Stream.of(Capability.values())
                        .map(it -> Map.of(
                                "name",
                                it.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                "declared",
                                target.capabilities().contains(it)))
                        .toList());
        map.put("seconds", seconds(target.duration()));
        map.put(
                "counts",
                Stream.of(Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
                        .filter(verdict -> target.count(verdict) > 0)
                        .map(verdict ->
                                Map.of("count", target.count(verdict), "verdict", verdict, "mood", mood(verdict)))
                        .toList());
        map.put("strip", strip(target));
        return map;
    }

    /** A small square for each rule, chapter by chapter. */
    private static List<Map<String, Object>> strip(TargetResult target) {
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

    private List<Map<String, Object>> groups() {
        Map<Group, List<Map<String, Object>>> rows = new LinkedHashMap<>();
        for (int i = 0; i < suite.rules().size(); i++) {
            Rule rule = suite.rules().get(i);
            rows.computeIfAbsent(rule.group(), group -> new ArrayList<>()).add(row(rule, i));
        }
        return rows.entrySet().stream()
                .map(entry -> Map.<String, Object>of("title", entry.getKey().title(), "rules", entry.getValue()))
                .toList();
    }

    private Map<String, Object> row(Rule rule, int index) {
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
            case FAIL -> "#" + anchor(target, result);
            case NOT_APPLICABLE -> "#reasons";
            case PASS, UNAVAILABLE -> "";
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

    private List<Map<String, Object>> failures() {
        List<Map<String, Object>> failures = new ArrayList<>();
        for (TargetResult target : suite.targets()) {
            for (RuleResult result : target.results()) {
                boolean first = true;
                for (TrialResult trial : result.failures()) {
                    Map<String, Object> failure = new LinkedHashMap<>(failure(target, result, trial));
                    failure.put("anchor", first ? anchor(target, result) : anchor(target, result) + "-again");
                    failures.add(failure);
                    first = false;
                }
            }
        }
        return failures;
    }

    private Map<String, Object> failure(TargetResult target, RuleResult result, TrialResult trial) {
        String diagram = SequenceDiagram.of(trial.recording());
        String dump = trial.threadDump().orElse("");
        return Map.ofEntries(
                Map.entry("id", result.rule().id()),
                Map.entry("target", target.target()),
                Map.entry("threads", trial.threads().toString()),
                Map.entry("text", Html.markdown(result.rule().text())),
                Map.entry("message", trial.message()),
                Map.entry("inShort", trial.message().lines().findFirst().orElse("")),
                Map.entry("replay", suite.replay(target, result, trial)),
                Map.entry("diagram", diagram),
                Map.entry("hasDiagram", !diagram.isEmpty()),
                Map.entry("stackTrace", trial.stackTrace()),
                Map.entry("hasStackTrace", !trial.stackTrace().isEmpty()),
                Map.entry("threadDump", dump),
                Map.entry("hasThreadDump", !dump.isEmpty()));
    }

    private List<Map<String, Object>> reasons() {
        List<Map<String, Object>> reasons = new ArrayList<>();
        for (TargetResult target : suite.targets()) {
            for (RuleResult result : target.results()) {
                if (result.verdict() == Verdict.NOT_APPLICABLE) {
                    reasons.add(Map.of("id", result.rule().id(), "target", target.target(), "reason", result.reason()));
                }
            }
        }
        return reasons;
    }

    private long rulesWith(Verdict verdict) {
        return suite.rules().stream()
                .filter(rule -> suite.targets().stream()
                        .flatMap(target -> target.results().stream())
                        .anyMatch(result -> result.rule().id().equals(rule.id()) && result.verdict() == verdict))
                .count();
    }

    private static String anchor(TargetResult target, RuleResult result) {
        return "fail-" + result.rule().id() + "-" + target.target();
    }

    private static String mood(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case NOT_APPLICABLE -> "na";
            case UNAVAILABLE -> "off";
        };
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
