package io.hvflow.conformance.cli;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.report.Ansi;
import io.hvflow.conformance.report.ContractPage;
import io.hvflow.conformance.report.ReportFiles;
import io.hvflow.conformance.report.ShardFile;
import io.hvflow.conformance.report.TextReport;
import io.hvflow.conformance.suite.Deviations;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.SimulatedRunner;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Targets;
import io.hvflow.conformance.targets.RemoteFile;
import io.hvflow.conformance.text.Printable;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Shard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line asks for. */
@Command(
        name = "hvflow-conformance",
        description = "Holds flows to the contract of io.hvflow.Flow, rule by rule.",
        mixinStandardHelpOptions = true,
        versionProvider = RunCommand.Version.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every target that ran conforms, but for what its device is known to break",
            "1:a target does not conform or keeps what it is known to break (XPASS), no target could run, or a rule is not checked",
            "2:the command line is wrong",
            "3:a target that was named is unavailable; the others conform"
        })
public final class RunCommand implements Callable<Integer> {
    static final int CONFORMANT = 0;
    static final int NOT_CONFORMANT = 1;
    static final int UNAVAILABLE = 3;

    private final Targets targets;
    private final List<Rule> allRules;
    private final List<String> gaps;
    private final Deviations deviations;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--target", split = ",", paramLabel = "NAME", description = "What to test; all by default.")
    private List<String> targetNames = new ArrayList<>();

    @Option(names = "--rule", split = ",", paramLabel = "ID", description = "Which rules; all by default.")
    private List<String> ruleIds = new ArrayList<>();

    @Option(
            names = "--tries",
            paramLabel = "N",
            description = "With how many values a property is tried at most; ${DEFAULT-VALUE} by default.")
    private int tries = Settings.DEFAULTS.tries();

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Seed.class,
            description = "From which all random choices follow; decimal, or hexadecimal after 0x.")
    private long seed = Settings.DEFAULTS.seed();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description =
                    "How long what must happen may take; by default 10, or more on a machine that is slow or busy.")
    private @Nullable Double patience;

    @Option(
            names = "--schedules",
            paramLabel = "N",
            description = "With how many schedules a rule is tried in a simulation; ${DEFAULT-VALUE} by default.")
    private int schedules = Settings.DEFAULTS.schedules();

    @Option(
            names = "--replay",
            paramLabel = "TOKEN",
            description = "The one schedule to try instead, as a report has it; with one target and one rule.")
    private @Nullable String replay;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "How many rules are checked at the same time; ${DEFAULT-VALUE} by default.")
    private int parallelism = Settings.DEFAULTS.parallelism();

    @Option(
            names = "--shard",
            paramLabel = "K/N",
            description = "The K-th of N parts of the run, as other processes or machines do the others; with --report,"
                    + " of which merge makes one. /N takes K from " + Shard.INDEX
                    + ", as pods of an indexed Job have it.")
    private @Nullable String shard;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.txt, report.json, report.html and contract.html there.")
    private @Nullable Path report;

    @Option(
            names = "--progress",
            paramLabel = "FILE",
            description = "Append a line to it for each rule as soon as that has ended.")
    private @Nullable Path progressLog;

    @Option(
            names = "--remote",
            paramLabel = "FILE",
            description =
                    "Describes a target whose far end an agent has, in another process or on another machine; repeatable.")
    private List<Path> remotes = new ArrayList<>();

    @Option(names = "--list", description = "List targets and rules, and run nothing.")
    private boolean list;

    public RunCommand(Targets targets, List<Rule> allRules, List<String> gaps, Deviations deviations) {
        this.targets = targets;
        this.allRules = allRules;
        this.gaps = gaps;
        this.deviations = deviations;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Target> chosen = chosenTargets();
        List<Rule> rules = chosenRules();
        Settings settings = settings();
        if (replay != null) {
            checkReplay(chosen, rules, replay);
        }
        if (list) {
            list(chosen, rules);
            return CONFORMANT;
        }
        return run(chosen, rules, settings);
    }

    private int run(List<Target> chosen, List<Rule> rules, Settings settings) throws IOException, InterruptedException {
        List<TargetResult> results = new ArrayList<>();
        try (Progress progress = Progress.to(progressLog)) {
            for (Target target : chosen) {
                results.add(new Suite(rules, settings, deviations).run(target, progress.of(target, rules.size())));
            }
        }
        SuiteResult result = new SuiteResult(Environment.here(), settings, rules, gaps, results, repeated());
        PrintWriter out = spec.commandLine().getOut();
        String contract = report == null
                ? Contract.PAGE
                : report.resolve(ContractPage.FILE).toString();
        out.print(TextReport.of(result, Ansi.detect(), contract));
        if (report != null) {
            ReportFiles.write(report, result);
            if (!settings.shard().isWhole()) {
                Files.writeString(report.resolve(ShardFile.NAME), ShardFile.write(result));
            }
            out.println("report: " + report.resolve("report.html"));
        }
        out.flush();
        return status(result);
    }

    /** The options without which another run has not the same targets, or does not look as hard. */
    private String repeated() {
        StringBuilder options = new StringBuilder();
        remotes.forEach(file -> options.append(" --remote ").append(quoted(file.toString())));
        if (schedules != Settings.DEFAULTS.schedules()) {
            options.append(" --schedules ").append(schedules);
        }
        if (parallelism != Settings.DEFAULTS.parallelism()) {
            options.append(" --parallel ").append(parallelism);
        }
        if (patience != null) {
            options.append(" --patience ").append(patience);
        }
        return options.toString();
    }

    /** As a shell takes it for one word. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9/._+,:@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private int status(SuiteResult result) {
        return status(result, !targetNames.isEmpty());
    }

    /** The exit status of a run whose targets were named, or not. */
    static int status(SuiteResult result, boolean named) {
        boolean unavailable =
                result.targets().stream().anyMatch(it -> it.unavailable().isPresent());
        boolean ran = result.targets().stream().anyMatch(it -> it.unavailable().isEmpty());
        if (named && unavailable && (!ran || result.asExpected())) {
            return UNAVAILABLE;
        }
        return result.asExpected() ? CONFORMANT : NOT_CONFORMANT;
    }

    private void list(List<Target> chosen, List<Rule> rules) {
        PrintWriter out = spec.commandLine().getOut();
        for (Target target : chosen) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %s%n",
                    target.name(),
                    Suite.unavailable(target)
                            .map(why -> "unavailable: " + Printable.line(why))
                            .orElse("available"));
        }
        out.println();
        rules.forEach(rule -> out.printf(Locale.ROOT, "%-4s %s%n", rule.id(), rule.text()));
        out.flush();
    }

    private List<Target> chosenTargets() {
        try {
            List<Target> known = new ArrayList<>(targets.all());
            for (Path remote : remotes) {
                known.add(RemoteFile.read(remote));
            }
            return new Targets(known).named(targetNames);
        } catch (IOException e) {
            throw wrong("--remote: " + e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private List<Rule> chosenRules() {
        if (ruleIds.isEmpty()) {
            return allRules;
        }
        Set<String> wanted = new LinkedHashSet<>();
        ruleIds.forEach(id -> wanted.add(id.toUpperCase(Locale.ROOT)));
        List<Rule> chosen =
                allRules.stream().filter(rule -> wanted.remove(rule.id())).toList();
        if (!wanted.isEmpty()) {
            throw wrong("unknown rule " + String.join(", ", wanted) + "; --list tells them all");
        }
        return chosen;
    }

    private Settings settings() {
        if (tries < 1 || schedules < 1 || parallelism < 1 || (patience != null && !(patience > 0))) {
            throw wrong("--tries, --schedules, --parallel and --patience must be more than zero");
        }
        Settings patient = patience == null
                ? Settings.here()
                : Settings.DEFAULTS.patient(Duration.ofNanos((long) (patience * 1e9)));
        Settings settings = patient.schedules(schedules).tries(tries).seed(seed).parallelism(parallelism);
        if (replay != null) {
            settings = settings.replay(replay);
        }
        return shard == null ? settings : settings.shard(shard(shard));
    }

    private Shard shard(String text) {
        if (report == null) {
            throw wrong("--shard needs --report DIR, where merge finds its part");
        }
        if (replay != null) {
            throw wrong("--replay is of one schedule, which no --shard can share");
        }
        try {
            return Shard.parse(text, System.getenv());
        } catch (IllegalArgumentException e) {
            throw wrong("--shard: " + e.getMessage());
        }
    }

    /** What a token means, it means for one rule on one target. */
    private void checkReplay(List<Target> chosen, List<Rule> rules, String token) {
        if (chosen.size() != 1 || rules.size() != 1) {
            throw wrong("--replay needs one --target and one --rule, those of the report that has the token");
        }
        Target target = chosen.getFirst();
        if (!target.isSimulated()) {
            throw wrong("--replay: target " + target.name() + " is no simulation, and cannot repeat a schedule");
        }
        if (target.unavailable().isEmpty()) {
            SimulatedRunner.unreadable(token).ifPresent(why -> {
                throw wrong("--replay: " + why);
            });
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Reads seeds as the reports write them. */
    static final class Seed implements picocli.CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return Settings.seed(text);
        }
    }

    /** Tells what runs. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"HvFlow conformance " + Environment.version()};
        }
    }
}
