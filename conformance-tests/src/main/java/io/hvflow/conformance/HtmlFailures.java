package io.hvflow.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What failed, what deviates, and what did not apply, for the template of the {@link HtmlReport}. */
final class HtmlFailures {
    private HtmlFailures() {}

    /** An article for each rule that a target breaks, expectedly or not, with a part for each kind of threads on which it did. */
    static List<Map<String, Object>> of(SuiteResult suite) {
        List<Map<String, Object>> failures = new ArrayList<>();
        for (TargetResult target : suite.targets()) {
            for (RuleResult result : target.results()) {
                if (result.verdict().broken()) {
                    failures.add(article(suite, target, result));
                }
            }
        }
        return failures;
    }

    private static Map<String, Object> article(SuiteResult suite, TargetResult target, RuleResult result) {
        List<TrialResult> trials = result.failures();
        List<Map<String, Object>> parts =
                trials.stream().map(trial -> part(suite, target, result, trial)).toList();
        return Map.of(
                "anchor", anchor(target, result),
                "verdict", result.verdict(),
                "mood", HtmlMatrix.mood(result.verdict()),
                "id", result.rule().id(),
                "target", target.target(),
                "text", Html.markdown(result.rule().text()),
                "inShort", trials.getFirst().message().lines().findFirst().orElse(""),
                "first", parts.getFirst(),
                "others", parts.subList(1, parts.size()));
    }

    private static Map<String, Object> part(
            SuiteResult suite, TargetResult target, RuleResult result, TrialResult trial) {
        String diagram = SequenceDiagram.of(trial.recording());
        String dump = trial.threadDump().orElse("");
        String timeline = trial.schedule().map(FailingSchedule::timeline).orElse("");
        return Map.ofEntries(
                Map.entry("threads", trial.threads().toString()),
                Map.entry("message", trial.message()),
                Map.entry("replay", suite.replay(target, result, trial)),
                Map.entry("schedule", trial.schedule().map(FailingSchedule::how).orElse("")),
                Map.entry("token", trial.schedule().map(FailingSchedule::token).orElse("")),
                Map.entry("timeline", timeline),
                Map.entry("hasTimeline", !timeline.isEmpty()),
                Map.entry("diagram", diagram),
                Map.entry("hasDiagram", !diagram.isEmpty()),
                Map.entry("stackTrace", trial.stackTrace()),
                Map.entry("hasStackTrace", !trial.stackTrace().isEmpty()),
                Map.entry("threadDump", dump),
                Map.entry("hasThreadDump", !dump.isEmpty()));
    }

    static List<Map<String, Object>> reasons(SuiteResult suite) {
        List<Map<String, Object>> reasons = new ArrayList<>();
        for (TargetResult target : suite.targets()) {
            for (RuleResult result : target.results()) {
                if (result.verdict().explained()) {
                    reasons.add(Map.of(
                            "id", result.rule().id(),
                            "target", target.target(),
                            "verdict", result.verdict(),
                            "mood", HtmlMatrix.mood(result.verdict()),
                            "reason", result.reason()));
                }
            }
        }
        return reasons;
    }

    /** Where on the page the article about a failure is. */
    static String anchor(TargetResult target, RuleResult result) {
        return "fail-" + result.rule().id() + "-" + target.target();
    }
}
