package io.hvflow.conformance.cli;

import io.hvflow.conformance.report.Ansi;
import io.hvflow.conformance.report.Merging;
import io.hvflow.conformance.report.ReportFiles;
import io.hvflow.conformance.report.ShardFile;
import io.hvflow.conformance.report.TextReport;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.trial.Rule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the shards of a run together. */
@Command(
        name = "merge",
        description =
                "Makes one report of those of all shards of a run. A shard that is missing is a failure of the whole.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every target that ran conforms, but for what its device is known to break",
            "1:a target does not conform, a shard is missing, or no target could run",
            "2:the command line is wrong, or these are no shards of one run"
        })
public final class MergeCommand implements Callable<Integer> {
    private final List<Rule> rules;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.txt, report.json, report.html and contract.html of the whole there.")
    private @Nullable Path report;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Where --report of each --shard has written.")
    private List<Path> directories = List.of();

    public MergeCommand(List<Rule> rules) {
        this.rules = rules;
    }

    @Override
    public Integer call() throws IOException {
        List<SuiteResult> shards = new ArrayList<>();
        for (Path directory : directories) {
            shards.add(shard(directory));
        }
        SuiteResult whole = whole(shards);
        PrintWriter out = spec.commandLine().getOut();
        out.print(TextReport.of(whole, Ansi.detect()));
        if (report != null) {
            ReportFiles.write(report, whole);
            out.println("report: " + report.resolve("report.html"));
        }
        out.flush();
        return RunCommand.status(whole, false);
    }

    private SuiteResult whole(List<SuiteResult> shards) {
        try {
            return Merging.merge(shards);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private SuiteResult shard(Path directory) throws IOException {
        Path file = directory.resolve(ShardFile.NAME);
        if (!Files.exists(file)) {
            throw wrong(file + " is not there: it is what conformance --shard K/N --report " + directory + " writes");
        }
        try {
            return ShardFile.read(Files.readString(file), rules);
        } catch (IllegalArgumentException e) {
            throw wrong(file + ": " + e.getMessage());
        }
    }

    private ParameterException wrong(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }
}
