package io.hvflow.conformance.report;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.text.Printable;
import io.hvflow.conformance.trial.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The report for a terminal, a log or a commit: the environment, what to look at first if rules are broken, the matrix of rules
 * and targets, what failed and why, a verdict for each target.
 */
public final class TextReport {
    private static final int WIDTH = 118;
    private static final String INDENT = "  ";

    /** So many are explained before the matrix; the others are named. */
    private static final int FIRST = 6;

    private final SuiteResult suite;
    private final Ansi ansi;
    private final String contract;
    private final StringBuilder out = new StringBuilder();

    private TextReport(SuiteResult suite, Ansi ansi, String contract) {
        this.suite = suite;
        this.ansi = ansi;
        this.contract = contract;
    }

    /** With links to the contract as this project has it. */
    public static String of(SuiteResult suite, Ansi ansi) {
        return of(suite, ansi, Contract.PAGE);
    }

    /**
     * The report.
     *
     * @param contract where its reader finds the contract's page
     */
    public static String of(SuiteResult suite, Ansi ansi, String contract) {
        TextReport report = new TextReport(suite, ansi, contract);
        report.environment();
        report.firstLooks();
        report.matrix();
        report.failures();
        report.reasons();
        report.verdicts();
        return report.out.toString();
    }

    private void environment() {
        line(ansi.title("HvFlow conformance " + suite.environment().suite()));
        line(Printable.line(suite.environment().toString()));
        for (TargetResult target : suite.targets()) {
            target.device().ifPresent(device -> line(target.target() + ": " + Printable.line(device)));
            target.farEnd().ifPresent(farEnd -> line(target.target() + ", far end: " + Printable.line(farEnd)));
        }
        line("seed " + SuiteResult.seedText(suite.settings().seed()) + ", "
                + suite.settings().tries() + " tries a property, patience "
                + suite.settings().patienceText()
                + (suite.settings().shard().isWhole()
                        ? ""
                        : ", shard " + suite.settings().shard()));
    }

    private void firstLooks() {
        for (FirstLook look : FirstLook.of(suite)) {
            line("");
            line(ansi.verdict(Verdict.FAIL, "LOOK FIRST") + INDENT + Printable.line(look.headline()));
            TargetResult target = look.targets().getFirst();
            List<Cause> causes = look.causes();
            for (int i = 0; i < Math.min(causes.size(), FIRST); i++) {
                cause(i + 1, target, causes.get(i));
            }
            if (causes.size() > FIRST) {
                line("");
                block(
                        "and",
                        causes.subList(FIRST, causes.size()).stream()
                                .map(cause -> cause.first().rule().id())
                                .collect(Collectors.joining(" ")));
            }
        }
    }

    private void cause(int number, TargetResult target, Cause cause) {
        RuleResult first = cause.first();
        TrialResult trial = first.failures().getFirst();
        line("");
        line(ansi.title(number + ". " + first.rule().id()) + " on " + target.target() + ": "
                + first.rule().text());
        block("found", trial.message().lines().findFirst().orElse(""));
        if (!cause.symptom().text().isEmpty()) {
            block("seen", cause.seen());
        }
        lookAt(first.rule());
        cause.forbiddenBy().map(Contract::lookAt).ifPresent(text -> block("and at", text));
        block("replay", suite.replay(target, first, trial));
        if (!cause.others().isEmpty()) {
            block("with it", FirstLook.others(cause) + ", which fail probably because of it");
        }
    }

    private void lookAt(Rule rule) {
        block("look at", rule.lookAt());
        block("read", Contract.link(contract, rule.id()));
    }

    private void matrix() {
        List<Integer> widths = suite.targets().stream()
                .map(target -> Math.max(target.target().length(), widest(target)))
                .toList();
        line("");
        StringBuilder head = new StringBuilder("RULE ");
        for (int i = 0; i < widths.size(); i++) {
            head.append(pad(suite.targets().get(i).target(), widths.get(i) + 2));
        }
        line(ansi.title(head.toString().stripTrailing()));
        @org.jspecify.annotations.Nullable Group group = null;
        for (int row = 0; row < suite.rules().size(); row++) {
            Rule rule = suite.rules().get(row);
            if (rule.group() != group) {
                group = rule.group();
                line(ansi.title(group.title()));
            }
            row(row, rule, widths);
        }
    }

    private static int widest(TargetResult target) {
        if (target.unavailable().isPresent()) {
            return Verdict.UNAVAILABLE.toString().length();
        }
        return target.results().stream()
                .mapToInt(result -> result.verdict().toString().length())
                .max()
                .orElse(0);
    }

    private void row(int row, Rule rule, List<Integer> widths) {
        StringBuilder text = new StringBuilder(pad(rule.id(), 5));
        int used = 5;
        for (int i = 0; i < widths.size(); i++) {
            Verdict verdict = verdict(suite.targets().get(i), row);
            text.append(ansi.verdict(verdict, pad(verdict.toString(), widths.get(i))))
                    .append(INDENT);
            used += widths.get(i) + 2;
        }
        text.append(shortened(rule.text(), WIDTH - used));
        line(text.toString());
    }

    private static Verdict verdict(TargetResult target, int row) {
        return target.unavailable().isPresent()
                ? Verdict.UNAVAILABLE
                : target.results().get(row).verdict();
    }

    private void failures() {
        for (TargetResult target : suite.targets()) {
            for (RuleResult result : target.results()) {
                if (result.verdict() == Verdict.FAIL) {
                    result.failures().forEach(trial -> failure(target, result, trial));
                }
            }
        }
    }

    private void failure(TargetResult target, RuleResult result, TrialResult trial) {
        line("");
        line(ansi.verdict(Verdict.FAIL, "FAIL " + result.rule().id() + " on " + target.target()) + ", "
                + trial.threads() + " threads");
        block("rule", result.rule().text());
        block("found", trial.message());
        Cause.because(target.results(), result)
                .ifPresent(
                        cause -> block("because", "of " + cause.first().rule().id() + ", probably"));
        lookAt(result.rule());
        block("replay", suite.replay(target, result, trial));
        trial.schedule().ifPresent(schedule -> block("schedule", schedule.how()));
        List<String> steps = StepText.lines(trial.recording());
        if (!steps.isEmpty()) {
            block("steps", String.join("\n", steps));
        }
        if (!trial.stackTrace().isEmpty()) {
            block("stack", trial.stackTrace().stripTrailing());
        }
        trial.threadDump().filter(dump -> !dump.isEmpty()).ifPresent(dump -> block("threads", dump));
    }

    private void block(String name, String text) {
        String margin = INDENT + pad(name, 9);
        for (String textLine : Printable.lines(text).lines().toList()) {
            line((margin + textLine.replace("\t", "    ")).stripTrailing());
            margin = INDENT + pad("", 9);
        }
    }

    private void reasons() {
        boolean first = true;
        for (TargetResult target : suite.targets()) {
            for (RuleResult result : target.results()) {
                if (result.verdict().explained()) {
                    if (first) {
                        line("");
                        first = false;
                    }
                    line(ansi.verdict(result.verdict(), result.verdict().toString()) + INDENT
                            + result.rule().id() + " on " + target.target() + ": " + Printable.line(result.reason()));
                }
            }
        }
    }

    private void verdicts() {
        line("");
        int name = suite.targets().stream()
                .mapToInt(it -> it.target().length())
                .max()
                .orElse(0);
        for (TargetResult target : suite.targets()) {
            line(pad(target.target(), name + 2)
                    + ansi.verdict(colour(target), pad(target.standing(), 14))
                    + INDENT
                    + counts(target));
        }
        for (FirstLook look : FirstLook.of(suite)) {
            line(ansi.verdict(Verdict.FAIL, "LOOK FIRST") + INDENT + "at " + look.rules() + " on "
                    + Printable.line(
                            look.targets().stream().map(TargetResult::target).collect(Collectors.joining(", ")))
                    + ", as the report says at its top");
        }
        for (String gap : suite.gaps()) {
            line(ansi.verdict(Verdict.FAIL, "INCOMPLETE") + "  " + Printable.line(gap));
        }
        line("");
        line(ansi.title(suite.summary()));
    }

    private static Verdict colour(TargetResult target) {
        if (target.unavailable().isPresent()) {
            return Verdict.UNAVAILABLE;
        }
        if (target.conformant()) {
            return Verdict.PASS;
        }
        return target.asExpected() ? Verdict.DEVIATES : Verdict.FAIL;
    }

    private static String counts(TargetResult target) {
        Optional<String> reason = target.unavailable();
        if (reason.isPresent()) {
            return Printable.line(reason.get());
        }
        StringBuilder text = new StringBuilder();
        for (Verdict verdict : Verdict.OF_RULES) {
            if (target.count(verdict) > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(target.count(verdict))
                        .append(' ')
                        .append(verdict);
            }
        }
        return text.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String shortened(String text, int width) {
        return text.length() <= width
                ? text
                : text.substring(0, Math.max(0, width - 3)).stripTrailing() + "...";
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
