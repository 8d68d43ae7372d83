package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.cli.MatrixCommand;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.trial.Rule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MatrixTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Runs that take long and are done by hand: their columns may be older than the youngest rules. */
    private static final List<String> BY_HAND = List.of("vsock-vhost", "vsock-vhost-guest");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... args) {
        String[] texts = List.of(args).stream().map(Object::toString).toArray(String[]::new);
        return new CommandLine(new MatrixCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(texts);
    }

    @Test
    void takesTheTargetsThatRanAndCountsByChapter() {
        Matrix matrix = Matrix.ofReport(JsonReport.of(Reports.mixed()));

        assertThat(matrix.columns()).extracting(Matrix.Column::target).containsExactly("sim", "unix");
        assertThat(matrix.toMarkdown()).isEqualTo("""
                | target | on | R | W | H | C | B | L | T | O |
                |---|---|---|---|---|---|---|---|---|---|
                | `sim` | Linux 6.12 amd64 | 2 pass | 0 pass | 1 pass | 0 pass | 0 pass | 0 pass | 0 pass | 0 pass |
                | `unix` | Linux 6.12 amd64 | 1 pass, R5 **FAIL** | 0 pass | 0 pass, H7 n/a | 0 pass | 0 pass | 0 pass | 0 pass | 0 pass |
                """);
    }

    @Test
    void namesTheDeviceAndWhatDeviates() {
        assertThat(Matrix.ofReport(JsonReport.of(Reports.deviatingAsKnown())).toMarkdown())
                .contains("| `relay` | relay 1.0, Linux 6.12 | 1 pass, R5 **deviate** |");
    }

    @Test
    void anOlderReportOfAnUnexpectedPassIsRead() {
        String now = JsonReport.of(Reports.deviating());
        String older = now.replace("\"XPASS\"", "\"HEALED\"");

        assertThat(older).isNotEqualTo(now);
        assertThat(Matrix.ofReport(older)).isEqualTo(Matrix.ofReport(now));
        assertThat(Matrix.ofReport(older).toMarkdown()).contains("H7 **XPASS**");
    }

    @Test
    void targetsThatStandAlikeShareARow() {
        Matrix.Column column =
                Matrix.ofReport(JsonReport.of(Reports.good())).columns().getFirst();
        Matrix.Column alike = new Matrix.Column("alike", column.on(), List.of(), column.verdicts(), Map.of());
        Matrix.Column elsewhere =
                new Matrix.Column("elsewhere", "another kernel", List.of(), column.verdicts(), Map.of());

        assertThat(new Matrix(List.of(column, elsewhere, alike)).toMarkdown())
                .contains(
                        "| `" + column.target() + "`, `alike` | " + column.on() + " |",
                        "\n| `elsewhere` | another kernel |");
    }

    @Test
    void readsWhatItWrites() {
        Matrix matrix = Matrix.ofReport(JsonReport.of(Reports.deviating()));

        assertThat(Matrix.read(matrix.toJson())).isEqualTo(matrix);
    }

    @Test
    void tellsInWhatMannerRulesWereBroken() {
        Matrix matrix = Matrix.ofReport(JsonReport.of(Reports.mixed()));

        assertThat(matrix.columns())
                .extracting(Matrix.Column::manners)
                .containsExactly(Map.of(), Map.of("R5", "DIFFERS"));
    }

    @Test
    void aReportOfBeforeThereWereMannersHasNone() {
        String before = JsonReport.of(Reports.mixed()).replace("\"manner\"", "\"other\"");

        assertThat(Matrix.ofReport(before).columns())
                .extracting(Matrix.Column::manners)
                .containsOnly(Map.of());
    }

    @Test
    void bringsRunsTogetherInAPage(@TempDir Path directory) throws IOException {
        Path first = Files.writeString(directory.resolve("1.json"), JsonReport.of(Reports.mixed()));
        Path second = Files.writeString(directory.resolve("2.json"), JsonReport.of(Reports.deviating()));
        Path matrix = directory.resolve("matrix.json");
        Path page = Files.writeString(
                directory.resolve("page.md"),
                "before\n" + MatrixCommand.BEGIN + "old\n" + MatrixCommand.END + "after\n");

        assertThat(run("--matrix", matrix, first)).isZero();
        assertThat(run("--matrix", matrix, "--page", page, second)).isZero();

        Matrix both = Matrix.read(Files.readString(matrix));
        assertThat(both.columns()).extracting(Matrix.Column::target).containsExactly("sim", "unix", "relay", "device");
        assertThat(page)
                .hasContent("before\n" + MatrixCommand.BEGIN + "\n" + both.toMarkdown() + "\n" + MatrixCommand.END
                        + "after\n");
        assertThat(out.toString()).contains("| `relay` |");
    }

    @Test
    void aLaterRunTakesTheColumn() {
        Matrix good = Matrix.ofReport(JsonReport.of(Reports.good()));
        Matrix mixed = Matrix.ofReport(JsonReport.of(Reports.mixed()));

        assertThat(mixed.with(good).columns()).extracting(Matrix.Column::target).containsExactly("sim", "unix");
    }

    @Test
    void refusesWhatIsNoReportAndAPageWithoutMarks(@TempDir Path directory) throws IOException {
        Path other = Files.writeString(directory.resolve("other.json"), "{\"format\": \"other\"}");
        Path page = Files.writeString(directory.resolve("page.md"), "no marks");
        Path report = Files.writeString(directory.resolve("1.json"), JsonReport.of(Reports.mixed()));

        assertThat(run("--matrix", directory.resolve("m.json"), other)).isEqualTo(2);
        assertThat(err.toString()).contains("other.json is no report");
        assertThat(run("--matrix", directory.resolve("m.json"), "--page", page, report))
                .isEqualTo(2);
        assertThat(err.toString()).contains("lacks the lines");
    }

    @Test
    void aSummaryCountsWhatHoldsAndNamesTheRest() {
        assertThat(Matrix.ofReport(JsonReport.of(Reports.mixed())).toSummary()).isEqualTo("""
                | rules that hold | targets |
                |---|---|
                | all that apply | `sim` |
                | 1 of 2, R5 **FAIL** | `unix` |
                """);
    }

    @Test
    void theDocumentationShowsTheCheckedInMatrix() throws IOException {
        Matrix matrix = Matrix.read(Files.readString(ROOT.resolve("docs/matrix.json")));

        assertThat(ROOT.resolve("docs/matrix.md"))
                .content()
                .contains(MatrixCommand.BEGIN + "\n" + matrix.toMarkdown() + "\n" + MatrixCommand.END);
        assertThat(ROOT.resolve("README.md"))
                .content()
                .contains(MatrixCommand.BEGIN + "\n" + matrix.toSummary() + "\n" + MatrixCommand.END);
        List<String> rules = Rules.all().stream().map(Rule::id).toList();
        assertThat(matrix.columns())
                .filteredOn(column -> !BY_HAND.contains(column.target()))
                .allSatisfy(column -> assertThat(column.verdicts().keySet()).containsExactlyElementsOf(rules));
        assertThat(matrix.columns())
                .filteredOn(column -> BY_HAND.contains(column.target()))
                .allSatisfy(column -> assertThat(column.verdicts().keySet()).isSubsetOf(rules));
    }
}
