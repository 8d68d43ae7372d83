package io.hvflow.conformance.report;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.suite.FailingSchedule;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
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

    /** What to look at first, for targets that break rules alike: each with an entry for a cause. */
    static List<Map<String, Object>> firstLooks(SuiteResult suite) {
        return FirstLook.of(suite).stream()
                .map(look -> Map.<String, Object>of(
                        "headline",
                        look.headline(),
                        "causes",
                        look.causes().stream()
                                .map(cause -> cause(look.targets().getFirst(), cause))
                                .toList()))
                .toList();
    }

    private static Map<String, Object> cause(TargetResult target, Cause cause) {
        RuleResult first = cause.first();
        return Map.of(
                "anchor", anchor(target, first),
                "id", first.rule().id(),
                "text", Html.markdown(first.rule().text()),
                "found",
                        first.failures()
                                .getFirst()
                                .message()
                                .lines()
                                .findFirst()
                                .orElse(""),
                "seen", cause.seen(),
                "hasSeen", !cause.symptom().text().isEmpty(),
                "lookAt", Html.markdown(first.rule().lookAt()),
                "link", Contract.link(ContractPage.FILE, first.rule().id()),
                "others",
                        cause.others().stream()
                                .map(it -> Map.of("id", it.rule().id(), "anchor", anchor(target, it)))
                                .toList(),
                "hasOthers", !cause.others().isEmpty());
    }

    private static Map<String, Object> article(SuiteResult suite, TargetResult target, RuleResult result) {
        List<TrialResult> trials = result.failures();
        List<Map<String, Object>> parts =
                trials.stream().map(trial -> part(suite, target, result, trial)).toList();
        List<Map<String, String>> because = Cause.because(target.results(), result).stream()
                .map(cause -> Map.of("cause", cause.first().rule().id(), "causeAnchor", anchor(target, cause.first())))
                .toList();
        return Map.ofEntries(
                Map.entry("anchor", anchor(target, result)),
                Map.entry("verdict", result.verdict()),
                Map.entry("mood", HtmlMatrix.mood(result.verdict())),
                Map.entry("id", result.rule().id()),
                Map.entry("target", target.target()),
                Map.entry("text", Html.markdown(result.rule().text())),
                Map.entry("because", because),
                Map.entry("lookAt", Html.markdown(result.rule().lookAt())),
                Map.entry("link", Contract.link(ContractPage.FILE, result.rule().id())),
                Map.entry(
                        "inShort",
                        trials.getFirst().message().lines().findFirst().orElse("")),
                Map.entry("first", parts.getFirst()),
                Map.entry("others", parts.subList(1, parts.size())));
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
