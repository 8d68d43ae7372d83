package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.hvflow.Capability;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;
import io.hvflow.conformance.agent.EvilAgent;
import io.hvflow.conformance.agent.Meeting;
import io.hvflow.conformance.cli.Progress;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A far end whose every text is made to deceive: no report, line or message shows anything of it but words. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EvilFarEndTest {
    @TempDir
    private Path directory;

    private SuiteResult suite() throws Exception {
        String sockets = "unix://" + directory.resolve("{port}");
        Agent agent = EvilAgent.agent();
        Meeting meeting = Meeting.nearConnects(sockets, sockets);
        Target target =
                new AgentTarget("evil", EnumSet.of(Capability.HALF_CLOSE), agent, meeting).device(EvilAgent.TEXT);
        List<Rule> rules = Rules.all().stream()
                .filter(rule -> List.of("R1", "L4").contains(rule.id()))
                .toList();
        Settings settings = Settings.here().tries(1);
        try (Progress progress = Progress.to(directory.resolve("progress"))) {
            TargetResult result = new Suite(rules, settings).run(target, progress.of(target, rules.size()));
            return new SuiteResult(Environment.here(), settings, rules, List.of(EvilAgent.TEXT), List.of(result));
        } finally {
            agent.disconnect();
        }
    }

    private static void assertShowsWordsOnly(String text) {
        assertThat(text).contains("\\x1b]0;owned").matches("(?s)[\n[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]]*");
        assertThat(text.lines())
                .noneMatch(line -> line.strip().startsWith("```") || line.startsWith("HvFlow conformance: PASS"));
    }

    @Test
    void whateverIsWrittenOfItIsText() throws Exception {
        SuiteResult suite = suite();
        TargetResult target = suite.targets().getFirst();

        assertThat(target.count(Verdict.FAIL)).isEqualTo(2);
        assertShowsWordsOnly(TextReport.of(suite, Ansi.OFF).replace("\t", " "));
        assertShowsWordsOnly(Files.readString(directory.resolve("progress")));
        target.results()
                .forEach(result -> assertShowsWordsOnly(FailureText.of(result).replace("\t", " ")));
        String page = HtmlReport.of(suite);
        assertThat(page)
                .contains("&lt;script&gt;")
                .doesNotContain("<script>alert", "\u001b", "\u202e", "\u009b", "\u007f");
        assertThat(JsonParser.parseString(JsonReport.of(suite)).isJsonObject()).isTrue();
    }

    @Test
    void aRowOfTheMatrixIsOneRow() throws Exception {
        String table = Matrix.ofReport(JsonReport.of(suite())).toMarkdown();

        assertShowsWordsOnly(table);
        assertThat(table.lines()).hasSize(3);
        assertThat(table).contains("\\| PASS \\|");
    }
}
