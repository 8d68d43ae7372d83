package io.hvflow.conformance.report;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run of the suite as a JUnit test, with its report. */
public final class JUnitRun {
    /** Where builds put what they make. */
    private static final List<String> BUILDS = List.of("target", "build");

    private final Class<?> test;
    private final List<Rule> rules;
    private final List<String> gaps;
    private final Settings settings;
    private final Suite.Running running;

    /** Starts the rules; the gaps are how all rules differ from the contract. */
    public JUnitRun(Class<?> test, Target target, List<Rule> rules, List<String> gaps, Settings settings) {
        this.test = test;
        this.rules = rules;
        this.gaps = gaps;
        this.settings = settings;
        this.running = new Suite(rules, settings).start(target, result -> {});
    }

    /** Waits for the rule's result. */
    public RuleResult result(Rule rule) throws InterruptedException {
        return running.result(rule);
    }

    /** What to throw for a result that is not as it must be; waits for all results, among which its cause may be. */
    public AssertionError failure(RuleResult result) throws InterruptedException {
        SuiteResult suite = suite();
        return FailureText.error(suite, suite.targets().getFirst(), result, directory());
    }

    private SuiteResult suite() throws InterruptedException {
        return new SuiteResult(
                Environment.here(), settings, rules, gaps, List.of(running.all()), "", Optional.of(test.getName()));
    }

    /** Waits for all results and writes the report, if there is a place for it. */
    public void writeReport() {
        Optional<Path> directory = directory();
        if (directory.isEmpty()) {
            return;
        }
        try {
            ReportFiles.write(directory.get(), suite());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the report of conformance cannot be written; name another directory with -D" + Settings.PROPERTIES
                            + "report",
                    e);
        } catch (InterruptedException e) {
            // Whoever stops the tests wants no report.
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Path> directory() {
        String named = System.getProperty(Settings.PROPERTIES + "report");
        Optional<Path> root = named != null
                ? Optional.of(Path.of(named))
                : BUILDS.stream()
                        .map(Path::of)
                        .filter(Files::isDirectory)
                        .findFirst()
                        .map(build -> build.resolve("conformance"));
        return root.map(directory -> directory.resolve(test.getName()));
    }
}
