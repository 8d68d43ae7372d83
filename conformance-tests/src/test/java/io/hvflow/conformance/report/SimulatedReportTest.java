package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.FailingSchedule;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.targets.SimulationTarget;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a schedule that fails leaves in the report; {@code target/simulated-report.html} is there to be looked at. */
class SimulatedReportTest {
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aScheduleThatFailsIsDrawnBesideItsToken() throws Exception {
        Rule rule = Rule.of("R1", trial -> {
            Direction direction = Direction.each(trial).getFirst();
            direction.write(3);
            direction.read(3);
            trial.check(false, "a check that <never> holds");
        });
        Settings settings = Settings.DEFAULTS.schedules(3);

        TargetResult result = new Suite(List.of(rule), settings).run(new SimulationTarget());
        String page =
                HtmlReport.of(new SuiteResult(Environment.here(), settings, List.of(rule), List.of(), List.of(result)));

        Files.writeString(Path.of("target", "simulated-report.html"), page);
        TrialResult trial = result.results().getFirst().trials().getFirst();
        FailingSchedule schedule = trial.schedule().orElseThrow();
        assertThat(trial.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(schedule.how()).startsWith("failed at schedule 1 of at most 3; this run failed with ");
        assertThat(schedule.timeline()).contains("write 3 bytes at 0", "read 3 bytes at 0");
        assertThat(page)
                .contains(schedule.timeline(), "<code>" + schedule.token() + "</code>", "--replay " + schedule.token())
                .contains("a check that &lt;never&gt; holds")
                .doesNotContain("<never>");
    }
}
