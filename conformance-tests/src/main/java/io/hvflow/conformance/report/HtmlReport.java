package io.hvflow.conformance.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.hvflow.Capability;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
            return Mustache.compiler()
                    .withEscaper(Html::text)
                    .compile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> page() {
        Environment environment = suite.environment();
        List<Map<String, Object>> failures = HtmlFailures.of(suite);
        List<Map<String, Object>> reasons = HtmlFailures.reasons(suite);
        List<Map<String, Object>> looks = HtmlFailures.firstLooks(suite);
        return Map.ofEntries(
                Map.entry("headline", headline()),
                Map.entry("mood", suite.asExpected() ? "pass" : "fail"),
                Map.entry("summary", suite.summary() + ", in " + seconds(suite.duration())),
                Map.entry("suite", environment.suite()),
                Map.entry("facts", facts(environment)),
                Map.entry("gaps", suite.gaps()),
                Map.entry("hasGaps", !suite.gaps().isEmpty()),
                Map.entry("targets", suite.targets().stream().map(this::target).toList()),
                Map.entry("columns", suite.targets().size() + 2),
                Map.entry("groups", HtmlMatrix.of(suite)),
                Map.entry("ruleCount", suite.rules().size()),
                Map.entry("failCount", rulesWith(Verdict.FAIL, Verdict.XPASS)),
                Map.entry("knownCount", rulesWith(Verdict.DEVIATES)),
                Map.entry("hasKnown", rulesWith(Verdict.DEVIATES) > 0),
                Map.entry("naCount", rulesWith(Verdict.NOT_APPLICABLE)),
                Map.entry("looks", looks),
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
        if (suite.asExpected() && good < ran.size()) {
            return good == 0
                    ? "Deviates just as its devices are known to"
                    : good + " of " + ran.size() + " targets keep the contract, the others deviate as expected";
        }
        if (ran.size() == 1) {
            return ran.getFirst().target() + (good == 1 ? " keeps the contract" : " breaks the contract");
        }
        return good == ran.size()
                ? "All " + good + " targets keep the contract"
                : (ran.size() - good) + " of " + ran.size() + " targets break the contract";
    }

    private List<Map<String, Object>> facts(Environment environment) {
        Shard shard = suite.settings().shard();
        Stream<List<String>> part = shard.isWhole() ? Stream.of() : Stream.of(List.of("Shard", shard.toString()));
        return Stream.concat(
                        Stream.of(
                                List.of("System", environment.system()),
                                List.of("Kernel", environment.kernel()),
                                List.of("Java", environment.java()),
                                List.of("Processors", String.valueOf(environment.processors())),
                                List.of(
                                        "Seed",
                                        SuiteResult.seedText(suite.settings().seed())),
                                List.of("Tries", String.valueOf(suite.settings().tries())),
                                List.of("Patience", suite.settings().patienceText())),
                        part)
                .map(fact -> Map.<String, Object>of("name", fact.get(0), "value", fact.get(1)))
                .toList();
    }

    private Map<String, Object> target(TargetResult target) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", target.target());
        map.put("standing", target.standing().toLowerCase(Locale.ROOT));
        map.put("mood", mood(target));
        map.put("device", target.device().orElse(""));
        map.put("hasDevice", target.device().isPresent());
        map.put("farEnd", target.farEnd().orElse(""));
        map.put("hasFarEnd", target.farEnd().isPresent());
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
                Verdict.OF_RULES.stream()
                        .filter(verdict -> target.count(verdict) > 0)
                        .map(verdict -> Map.of(
                                "count", target.count(verdict), "verdict", verdict, "mood", HtmlMatrix.mood(verdict)))
                        .toList());
        map.put("strip", HtmlMatrix.strip(target));
        return map;
    }

    private static String mood(TargetResult target) {
        if (target.unavailable().isPresent()) {
            return "off";
        }
        if (target.conformant()) {
            return "pass";
        }
        return target.asExpected() ? "known" : "fail";
    }

    private long rulesWith(Verdict... verdicts) {
        return suite.rules().stream()
                .filter(rule -> suite.targets().stream()
                        .flatMap(target -> target.results().stream())
                        .anyMatch(result -> result.rule().id().equals(rule.id())
                                && List.of(verdicts).contains(result.verdict())))
                .count();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
