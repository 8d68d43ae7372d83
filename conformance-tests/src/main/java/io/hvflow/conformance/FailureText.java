package io.hvflow.conformance;

import io.hvflow.conformance.text.Printable;
import java.util.List;

/** A failed rule as the message of a failed test. */
final class FailureText {
    private FailureText() {}

    static String of(RuleResult result) {
        StringBuilder text = new StringBuilder();
        text.append(result.rule().id()).append(": ").append(result.rule().text());
        for (TrialResult trial : result.failures()) {
            text.append("\n\non ").append(trial.threads()).append(" threads: ").append(trial.message());
            trial.seed()
                    .ifPresent(seed -> text.append("\n  again: -D")
                            .append(Settings.PROPERTIES)
                            .append("rules=")
                            .append(result.rule().id())
                            .append(" -D")
                            .append(Settings.PROPERTIES)
                            .append("seed=")
                            .append(SuiteResult.seedText(seed)));
            List<String> steps = StepText.lines(trial.recording());
            if (!steps.isEmpty()) {
                text.append("\n\nsteps\n").append(String.join("\n", steps));
            }
            if (!trial.stackTrace().isEmpty()) {
                text.append("\n\n").append(trial.stackTrace().stripTrailing());
            }
            trial.threadDump().ifPresent(dump -> text.append("\n\nthreads\n").append(dump));
        }
        return Printable.lines(text.append('\n').toString());
    }
}
