package io.hvflow.conformance.cli;

import io.hvflow.conformance.report.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the reports of several runs together, and shows them where a person reads them first. */
@Command(
        name = "matrix",
        description = "Takes the verdicts of reports into one matrix, and into a page of Markdown.",
        mixinStandardHelpOptions = true)
public final class MatrixCommand implements Callable<Integer> {
    /** Between these lines of the page stands the table. */
    public static final String BEGIN = "<!-- matrix: begin -->\n";

    public static final String END = "<!-- matrix: end -->\n";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--matrix",
            required = true,
            paramLabel = "FILE",
            description = "The matrix, as JSON; columns of other targets stay.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path matrixFile;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Put the table between its marks \"matrix: begin\" and \"matrix: end\".")
    private @Nullable Path page;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Put the number of rules that hold for each target between the same marks.")
    private @Nullable Path summary;

    @Parameters(paramLabel = "REPORT", description = "What --report has written: report.json.")
    private List<Path> reports = List.of();

    @Override
    public Integer call() throws IOException {
        Matrix matrix = Files.exists(matrixFile) ? Matrix.read(Files.readString(matrixFile)) : new Matrix(List.of());
        for (Path report : reports) {
            matrix = matrix.with(ofReport(report));
        }
        Files.writeString(matrixFile, matrix.toJson());
        if (page != null) {
            Files.writeString(page, replaced(page, matrix.toMarkdown()));
        }
        if (summary != null) {
            Files.writeString(summary, replaced(summary, matrix.toSummary()));
        }
        spec.commandLine().getOut().print(matrix.toMarkdown());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Matrix ofReport(Path report) throws IOException {
        try {
            return Matrix.ofReport(Files.readString(report));
        } catch (IllegalArgumentException | IllegalStateException | com.google.gson.JsonParseException e) {
            throw new ParameterException(spec.commandLine(), report + " is no report: " + e.getMessage(), e);
        }
    }

    private String replaced(Path file, String table) throws IOException {
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin == -1 || end < begin) {
            throw new ParameterException(
                    spec.commandLine(), file + " lacks the lines " + BEGIN.strip() + " and " + END.strip());
        }
        return text.substring(0, begin + BEGIN.length()) + "\n" + table + "\n" + text.substring(end);
    }
}
