package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.targets.SimulationTarget;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was written as JSON, or as a shard's file, is read as it was: every other report can be made of it. */
class ReportReaderTest {
    private static void assertReadsWhatWasWritten(SuiteResult written) {
        String json = JsonReport.of(written);
        SuiteResult read = ReportReader.read(json);
        SuiteResult shard = ShardFile.read(ShardFile.write(written), written.rules());

        assertThat(JsonReport.of(shard)).isEqualTo(json);
        assertThat(TextReport.of(shard, Ansi.OFF)).isEqualTo(TextReport.of(written, Ansi.OFF));
        assertThat(JsonReport.of(read)).isEqualTo(json);
        assertThat(TextReport.of(read, Ansi.OFF)).isEqualTo(TextReport.of(written, Ansi.OFF));
        assertThat(HtmlReport.of(read)).isEqualTo(HtmlReport.of(written));
        assertThat(read.conformant()).isEqualTo(written.conformant());
        assertThat(read.asExpected()).isEqualTo(written.asExpected());
        assertThat(read.settings()).isEqualTo(written.settings());
        assertThat(read.options()).isEqualTo(written.options());
        assertThat(read.test()).isEqualTo(written.test());
        for (int i = 0; i < written.targets().size(); i++) {
            assertThat(read.targets().get(i).marks())
                    .isEqualTo(written.targets().get(i).marks());
        }
    }

    @Test
    void resultsOfEveryKind() {
        assertReadsWhatWasWritten(Reports.mixed());
        assertReadsWhatWasWritten(Reports.deviating());
        assertReadsWhatWasWritten(Reports.good());
    }

    @Test
    void optionsGapsAndSettings() {
        SuiteResult mixed = Reports.mixed();
        Settings settings = Settings.DEFAULTS
                .seed(-1)
                .tries(7)
                .schedules(11)
                .parallelism(3)
                .replay("flow1:AAAA")
                .patient(Duration.ofMillis(12_345));

        assertReadsWhatWasWritten(new SuiteResult(
                mixed.environment(),
                settings,
                mixed.rules(),
                List.of("C7 is not checked"),
                mixed.targets(),
                " --remote 'its far end'",
                Optional.of("com.acme.MyFlowTest")));
    }

    @Test
    void failuresOfASimulation() throws Exception {
        Rule failing = Rule.of("R1", trial -> {
            Direction direction = Direction.each(trial).getFirst();
            direction.write(3);
            direction.read(3);
            trial.check(false, "a check that <never> holds");
        });
        Rule passing = Rule.of("R2", trial -> Direction.each(trial).getFirst().write(3));
        List<Rule> rules = List.of(failing, passing);
        Settings settings = Settings.DEFAULTS.schedules(3);
        TargetResult result = new Suite(rules, settings).run(new SimulationTarget());
        assertThat(result.marks()).isNotEmpty();

        assertReadsWhatWasWritten(new SuiteResult(Environment.here(), settings, rules, List.of(), List.of(result)));
    }

    @Test
    void failuresOfRealRunsWithLongRecordings() throws Exception {
        Rule failing = Rule.of("R1", trial -> {
                    FlowPair pair = trial.open();
                    for (int i = 0; i < 300; i++) {
                        pair.near().write(java.nio.ByteBuffer.allocate(1));
                    }
                    trial.start("reader", () -> pair.near().read()).awaitBlocked();
                    throw new IllegalStateException("as if");
                })
                .onBothThreadKinds();

        assertReadsWhatWasWritten(Fixture.suite(List.of(failing), Fixture.target()));
    }

    @Test
    void whatIsNoReportIsRefused() {
        for (String other : List.of(
                "", "[]", "{}", "{\"format\": \"other\", \"version\": 1}", "{\"format\": \"hvflow-conformance\"")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ReportReader.read(other));
        }
        String another = JsonReport.of(Reports.good()).replace("\"version\": 1", "\"version\": 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportReader.read(another))
                .withMessageContaining("version");
    }
}
