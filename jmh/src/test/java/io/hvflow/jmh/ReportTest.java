package io.hvflow.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report makes of values that are known. */
class ReportTest {
    private static final Row ROW = new Row(Part.ONE_WAY, Family.UNIX, ThreadKind.PLATFORM, 64, Metric.THROUGHPUT);
    private static final String FLOW = Family.UNIX.flow();
    private static final String JDK = Transport.JDK_UNIX.label();

    @TempDir
    Path directory;

    @Test
    void medianAndSpreadAreThoseOfTheRuns() {
        Measured value = new Measured(ROW, FLOW, List.of(90.0, 300.0, 100.0, 110.0, 95.0));
        assertThat(value.median()).isEqualTo(100);
        assertThat(value.low()).isEqualTo(90);
        assertThat(value.high()).isEqualTo(300);
        assertThat(value.spread()).isEqualTo(1.05);
    }

    @Test
    void goalIsReachedFromItsBoundOn() {
        assertThat(standing(results(3000, 100), "64 B writes, throughput: at least 30.0x of " + JDK))
                .isEqualTo(Goal.Standing.REACHED);
        assertThat(standing(results(2999, 100), "64 B writes, throughput: at least 30.0x of " + JDK))
                .isEqualTo(Goal.Standing.MISSED);
        assertThat(standing(results(2999, 100), "64 B writes, throughput: at least 0.5x of " + CProgram.COALESCING))
                .isEqualTo(Goal.Standing.UNKNOWN);
    }

    @Test
    void textTellsRatiosAndWhatIsMissing() {
        List<Missing> missing =
                List.of(new Missing(Part.ONE_WAY, Family.UNIX, ThreadKind.PLATFORM, 64, "C", "absent: no C compiler"));
        Results results =
                new Results("quick", Environment.here(), results(250, 100).measured(), missing);
        assertThat(TextReport.of(results, Goals.of(results), List.of()))
                .containsPattern("JDK SocketChannel +100 .* 2.50x")
                .containsPattern("C +absent: no C compiler");
    }

    @Test
    void pageIsWholeAndLoadsNothing() {
        Results results = results(250, 100);
        String page = HtmlReport.of(results, Goals.of(results), List.of());
        assertThat(page)
                .contains("<svg class=\"bars\"", "flow 2.50x", "JDK SocketChannel")
                .doesNotContainPattern("(src|href)=|url\\(|@import")
                .doesNotContain("{{");
    }

    @Test
    void withoutGoalsNeitherReportSpeaksOfThem() {
        Results results = results(250, 100);
        assertThat(TextReport.of(results, List.of(), List.of())).doesNotContain("Goals");
        assertThat(HtmlReport.of(results, List.of(), List.of()))
                .contains("<svg class=\"bars\"", "<h1>Measured</h1>")
                .doesNotContain("<h2>Goals</h2>");
    }

    @Test
    void reportIsReadAgainAsItWasWritten() throws IOException {
        Results results = results(250, 100);
        Path file = directory.resolve("report.json");
        Files.writeString(file, JsonResults.of(results, Goals.of(results)));
        assertThat(JsonResults.read(file)).isEqualTo(results.measured());
    }

    @Test
    void otherFilesAreNoBaseline() throws IOException {
        Path file = directory.resolve("other.json");
        for (String text :
                List.of("", "[]", "{}", "{\"format\":\"x\"}", "{\"format\":\"hvflow-bench\",\"version\":1}")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> JsonResults.read(file))
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void regressionIsWhatLiesBeyondTheNoise() {
        Baseline baseline = new Baseline(results(1000, 100).measured());
        assertThat(baseline.changes(results(800, 100))).singleElement().satisfies(it -> {
            assertThat(it.regression()).isTrue();
            assertThat(it.toString()).contains("REGRESSION", "0.80x");
        });
        assertThat(baseline.changes(results(1300, 100)))
                .singleElement()
                .satisfies(it -> assertThat(it.regression()).isFalse());
        assertThat(baseline.changes(results(985, 100))).isEmpty();
    }

    @Test
    void slowerMachineIsNoRegression() {
        Baseline baseline = new Baseline(results(1000, 100).measured());
        assertThat(baseline.changes(results(500, 50))).isEmpty();
        assertThat(baseline.changes(results(250, 50)))
                .singleElement()
                .satisfies(it -> assertThat(it.factor()).isEqualTo(0.5));
    }

    @Test
    void runsThatOverlapAreNoise() {
        Baseline baseline = new Baseline(List.of(new Measured(ROW, FLOW, List.of(700.0, 1000.0, 1100.0))));
        Results now = new Results(
                "quick", Environment.here(), List.of(new Measured(ROW, FLOW, List.of(600.0, 750.0, 800.0))), List.of());
        assertThat(baseline.changes(now)).isEmpty();
    }

    private static Goal.Standing standing(Results results, String goal) {
        return Goals.of(results).stream()
                .filter(it -> it.text().equals(goal))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no goal " + goal))
                .standing();
    }

    private static Results results(double flow, double jdk) {
        List<Measured> values = new ArrayList<>();
        values.add(new Measured(ROW, FLOW, around(flow)));
        values.add(new Measured(ROW, JDK, around(jdk)));
        return new Results("quick", Environment.here(), values, List.of());
    }

    private static List<Double> around(double median) {
        return List.of(median * 0.99, median, median * 1.01);
    }
}
