package io.hvflow.conformance.report;

import io.hvflow.Capability;
import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Manner;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Symptom;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.conformance.trial.Trace;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A made-up result with everything in it that a report can show. */
final class Reports {
    private static final Duration TIME = Duration.ofMillis(1234);

    private Reports() {}

    static SuiteResult mixed() {
        Rule r1 = Rule.of("R1", trial -> {});
        Rule r5 = Rule.of("R5", trial -> {});
        Rule h7 = Rule.of("H7", trial -> {});
        List<Rule> rules = List.of(r1, r5, h7);
        TargetResult good = new TargetResult(
                "sim",
                Optional.empty(),
                EnumSet.allOf(Capability.class),
                Optional.empty(),
                rules.stream().map(Reports::passed).toList(),
                TIME);
        TargetResult bad = new TargetResult(
                "unix",
                Optional.empty(),
                Set.of(Capability.HALF_CLOSE),
                Optional.empty(),
                List.of(passed(r1), failed(r5), notApplicable(h7)),
                TIME);
        TargetResult absent = new TargetResult(
                "vsock",
                Optional.empty(),
                Set.of(),
                Optional.of("listen vsock://1:any: no <loopback> (EADDRNOTAVAIL 99)"),
                List.of(),
                TIME);
        return new SuiteResult(Fixture.ENVIRONMENT, Settings.DEFAULTS, rules, List.of(), List.of(good, bad, absent));
    }

    static SuiteResult good() {
        SuiteResult mixed = mixed();
        return new SuiteResult(
                mixed.environment(),
                mixed.settings(),
                mixed.rules(),
                List.of(),
                mixed.targets().subList(0, 1));
    }

    /** A device that breaks what it is known to break, and one that no longer does. */
    static SuiteResult deviating() {
        SuiteResult mixed = mixed();
        Rule h7 = mixed.rules().getLast();
        TargetResult known = new TargetResult(
                "relay",
                Optional.of("relay 1.0, Linux 6.12"),
                Set.of(Capability.HALF_CLOSE),
                Optional.empty(),
                List.of(
                        passed(mixed.rules().get(0)),
                        failed(mixed.rules().get(1)).as(Verdict.DEVIATES, "the tail is <lost> (F-03)"),
                        notApplicable(h7)),
                TIME);
        TargetResult better = new TargetResult(
                "device",
                Optional.of("device 2.0"),
                Set.of(Capability.HALF_CLOSE),
                Optional.empty(),
                List.of(
                        passed(mixed.rules().get(0)),
                        passed(mixed.rules().get(1)),
                        passed(h7).as(Verdict.XPASS, "kept, though the list says: it is lost")),
                TIME);
        return new SuiteResult(mixed.environment(), mixed.settings(), mixed.rules(), List.of(), List.of(known, better));
    }

    /** The first of the above alone. */
    static SuiteResult deviatingAsKnown() {
        SuiteResult both = deviating();
        return new SuiteResult(
                both.environment(),
                both.settings(),
                both.rules(),
                List.of(),
                both.targets().subList(0, 1));
    }

    /** A target with two mistakes, which break five rules. */
    static SuiteResult twoMistakes() {
        List<Rule> rules = List.of(
                Rule.of("R1", trial -> {}),
                Rule.of("R2", trial -> {}),
                Rule.of("R4", trial -> {}),
                Rule.of("R5", trial -> {}),
                Rule.of("H1", trial -> {}),
                Rule.of("C8", trial -> {}));
        Symptom noEnd = new Symptom("a read never returned after the peer's shutdownWrite", "H1", "");
        String hang = "read did not end within 10000 ms";
        TargetResult tcp = new TargetResult(
                "tcp",
                Optional.empty(),
                Set.of(Capability.HALF_CLOSE, Capability.RESET_DETECTION),
                Optional.empty(),
                List.of(
                        failed(rules.get(0), hang, noEnd),
                        passed(rules.get(1)),
                        failed(rules.get(2), hang, noEnd),
                        failed(rules.get(3), "its stream seemed to end in good order", Symptom.NONE),
                        failed(rules.get(4), hang, noEnd),
                        failed(rules.get(5), "the peer's reading ended with end of stream", Symptom.NONE)),
                TIME);
        return new SuiteResult(Fixture.ENVIRONMENT, Settings.DEFAULTS, rules, List.of(), List.of(tcp));
    }

    /** On platform threads, with nothing to show but that. */
    static RuleResult failed(Rule rule, String message, Symptom symptom) {
        return RuleResult.of(
                rule,
                List.of(new TrialResult(
                        ThreadKind.PLATFORM,
                        Verdict.FAIL,
                        message,
                        Manner.DIFFERS,
                        symptom,
                        "",
                        Optional.empty(),
                        OptionalLong.empty(),
                        Trace.Recording.empty(),
                        TIME)));
    }

    static RuleResult passed(Rule rule) {
        return RuleResult.of(rule, List.of(TrialResult.passed(ThreadKind.PLATFORM, TIME)));
    }

    private static RuleResult notApplicable(Rule rule) {
        return RuleResult.of(rule, List.of(TrialResult.notApplicable(ThreadKind.PLATFORM, "it lacks a <thing>", TIME)));
    }

    private static RuleResult failed(Rule rule) {
        Trace.Recording recording = new Trace.Recording(
                List.of(
                        new Step("rule", "near", "write(4096)", 100_000, 200_000, "done", false),
                        new Step("reader", "far", "read()", 150_000, 900_000, "4096 bytes", false),
                        new Step("rule", "near", "abort()", 1_000_000, 1_200_000, "done", false)),
                7,
                List.of(
                        new Step("reader", "far", "read()", 2_000_000, 2_100_000, "FlowTimeoutException: a<b", true),
                        new Step("reader", "far", "read()", 3_000_000, Step.PENDING, "", false)));
        TrialResult platform = new TrialResult(
                ThreadKind.PLATFORM,
                Verdict.FAIL,
                "got end of stream & no error\n  for: [1, 2]",
                Manner.DIFFERS,
                new Symptom("end of stream came though the peer had ended nothing", "R3", ""),
                "java.lang.AssertionError: got\n\tat A.b(A.java:1)\n",
                Optional.of("#31 \"reader\" WAITING\n    at x"),
                OptionalLong.of(0xABCDL),
                recording,
                TIME);
        return RuleResult.of(rule, List.of(platform, TrialResult.passed(ThreadKind.VIRTUAL, TIME)));
    }
}
