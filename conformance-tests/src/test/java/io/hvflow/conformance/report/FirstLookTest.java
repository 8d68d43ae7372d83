package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.example.PlantedBug;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has made mistakes reads of each of them first, whatever else they break. */
@Timeout(300)
class FirstLookTest {
    /** Rules that end soon, also where they wait for what never comes; with all the others the first two are the same. */
    private static final List<String> RULES = List.of("R2", "R5", "R6", "R9", "W2", "H1", "C8", "B4");

    private static String report(PlantedBug... bugs) throws InterruptedException {
        List<Rule> rules =
                Rules.all().stream().filter(rule -> RULES.contains(rule.id())).toList();
        TargetResult result = new Suite(rules, Settings.DEFAULTS).run(PlantedBug.target(EnumSet.copyOf(List.of(bugs))));
        SuiteResult suite = new SuiteResult(Fixture.ENVIRONMENT, Settings.DEFAULTS, rules, List.of(), List.of(result));
        return TextReport.of(suite, Ansi.OFF);
    }

    private static String firstScreen(String report) {
        return report.substring(0, report.indexOf("\nRULE "));
    }

    @Test
    void twoMistakesInEndingAStream() throws Exception {
        String report = report(PlantedBug.SHUTDOWN_WRITE_FORGOTTEN, PlantedBug.ABORT_IS_CLOSE);

        assertThat(firstScreen(report))
                .contains("tcp breaks 5 rules, probably for 2 reasons")
                .contains("\n1. R5 on tcp", "\n2. H1 on tcp")
                .contains("seen     a read never returned after the peer's shutdownWrite")
                .contains("with it  R6 C8, which", "with it  R9, which");
        assertThat(report)
                .contains("FAIL R5 on tcp", "FAIL R6 on tcp", "FAIL R9 on tcp", "FAIL H1 on tcp", "FAIL C8 on tcp");
    }
}
