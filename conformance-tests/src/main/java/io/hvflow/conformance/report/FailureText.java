package io.hvflow.conformance.report;

import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.text.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A failed rule as the failure of a JUnit test. */
public final class FailureText {
    private FailureText() {}

    /** What the trials did, which is longer than what a list of failures has room for. */
    private static final class Details extends Throwable {
        private static final long serialVersionUID = 1;

        Details(String text) {
            super("what was done and seen\n" + text, null, false, false);
        }
    }

    /**
     * The failure, whose message says which rule is broken, how, where to look and how to run it again. What the flows did is
     * its cause.
     *
     * @param suite the run, with all its results
     * @param target the target, one of the suite's
     * @param result the result, one of the target's
     * @param report where the report is written, if it is
     */
    static AssertionError error(SuiteResult suite, TargetResult target, RuleResult result, Optional<Path> report) {
        StringBuilder text = new StringBuilder(
                "[" + result.rule().id() + "] " + result.rule().text());
        if (result.failures().isEmpty()) {
            text.append("\n").append(result.verdict()).append(": ").append(result.reason());
        }
        for (TrialResult trial : result.failures()) {
            text.append("\non ").append(trial.threads()).append(" threads: ").append(trial.message());
            trial.schedule().ifPresent(schedule -> text.append("\n  schedule: ").append(schedule.how()));
            text.append("\n  again: ").append(suite.replay(target, result, trial));
        }
        Cause.of(target.results()).forEach(cause -> {
            if (cause.others().contains(result)) {
                text.append("\nprobably because of ")
                        .append(cause.first().rule().id())
                        .append(": look at that first");
            } else if (cause.first().equals(result) && !cause.others().isEmpty()) {
                text.append("\nprobably why these fail too: ").append(FirstLook.others(cause));
            }
        });
        text.append("\nlook at: ").append(result.rule().lookAt());
        report.ifPresent(directory -> text.append("\nreport: ")
                .append(directory.resolve(ReportFiles.HTML).toAbsolutePath()));
        String details = details(result);
        return new AssertionError(
                Printable.lines(text.append('\n').toString()),
                details.isEmpty() ? null : new Details(Printable.lines(details)));
    }

    /** All that is known of it, as text. */
    public static String of(RuleResult result) {
        StringBuilder text = new StringBuilder();
        text.append("[")
                .append(result.rule().id())
                .append("] ")
                .append(result.rule().text());
        result.failures()
                .forEach(trial -> text.append("\non ")
                        .append(trial.threads())
                        .append(" threads: ")
                        .append(trial.message()));
        return Printable.lines(text.append('\n').append(details(result)).toString());
    }

    private static String details(RuleResult result) {
        StringBuilder text = new StringBuilder();
        for (TrialResult trial : result.failures()) {
            text.append("\non ").append(trial.threads()).append(" threads\n");
            List<String> steps = StepText.lines(trial.recording());
            if (!steps.isEmpty()) {
                text.append("\nsteps\n").append(String.join("\n", steps)).append('\n');
            }
            if (!trial.stackTrace().isEmpty()) {
                text.append('\n').append(trial.stackTrace().stripTrailing()).append('\n');
            }
            trial.threadDump()
                    .ifPresent(dump -> text.append("\nthreads\n").append(dump).append('\n'));
        }
        return text.toString();
    }
}
