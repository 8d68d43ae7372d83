package io.hvflow.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks: JMH's own command line, with two more options, and the ratios below JMH's table. */
public final class Main {
    private static final String HELP = """
            Beside these options of JMH:

              --quick          one short fork for each benchmark, under 10 minutes for all; the default
              --full           5 forks and all sizes, for hours: figures to quote
              --report DIR     where report.json and report.html go; target/bench by default
              --no-goals       leaves out how the run stands to the goals, for machines that they are not meant for
              --baseline FILE  a report.json to compare with; what got worse beyond the noise is marked, and the status is 3

            Patterns choose among the benchmarks: oneWay, roundTrip, loneRoundTrip, write, writev, read, readSome, readInto,
            connectAndClose, SimulationSteps, idleFlows, busyFlows; PlatformThreads, VirtualThreads.
            """;

    private static final int REGRESSION = 3;

    private Main() {}

    /**
     * Runs what the arguments ask for, and writes the report. Exits with 1 where nothing can run, with 3 where a flow got worse than
     * in the baseline.
     *
     * @param args {@code --quick}, {@code --full}, {@code --report}, {@code --no-goals}, {@code --baseline}, and
     *     JMH's options, which win over all
     * @throws Exception if JMH's own command line fails
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = separated(args);
        boolean full = rest.remove("--full");
        rest.remove("--quick");
        boolean goals = !rest.remove("--no-goals");
        Path report = Path.of(value(rest, "--report").orElse("target/bench"));
        Optional<Path> baseline = value(rest, "--baseline").map(Path::of);
        String[] own = rest.toArray(String[]::new);
        try {
            CommandLineOptions given = new CommandLineOptions(own);
            if (given.shouldHelp()) {
                given.showHelp();
                System.out.println(HELP);
            } else if (onlyLists(given)) {
                org.openjdk.jmh.Main.main(own);
            } else {
                // Read first: a file that cannot be read is better known before the benchmarks than after.
                Optional<Baseline> before = baseline.isPresent()
                        ? Optional.of(new Baseline(JsonResults.read(baseline.get())))
                        : Optional.empty();
                Plan plan = full ? Plan.full() : Plan.quick();
                Results results = new Bench(plan, given, settings(rest, given), System.out).run();
                report(results, goals ? Goals.of(results) : List.of(), before, report);
            }
        } catch (NoBenchmarksException e) {
            fail("no benchmark's name matches; -l lists them");
        } catch (CommandLineOptionException | RunnerException | IOException e) {
            fail(e.getMessage());
        }
    }

    // The spellings of the project's other commands, in those that JMH has.
    private static List<String> separated(String[] args) {
        List<String> separated = new ArrayList<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (arg.equals("--help")) {
                separated.add("-h");
            } else if (arg.startsWith("--") && equals > 0) {
                separated.add(arg.substring(0, equals));
                separated.add(arg.substring(equals + 1));
            } else {
                separated.add(arg);
            }
        }
        return separated;
    }

    private static void report(Results results, List<Goal> goals, Optional<Baseline> baseline, Path directory)
            throws IOException {
        List<Baseline.Change> changes = baseline.map(it -> it.changes(results)).orElse(List.of());
        System.out.println(TextReport.of(results, goals, changes));
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.json"), JsonResults.of(results, goals));
        Files.writeString(directory.resolve("report.html"), HtmlReport.of(results, goals, changes));
        System.out.println("report: " + directory.resolve("report.html"));
        if (changes.stream().anyMatch(Baseline.Change::regression)) {
            System.exit(REGRESSION);
        }
    }

    /** Takes an option and its value out of the arguments. */
    private static Optional<String> value(List<String> args, String option) {
        int at = args.indexOf(option);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == args.size()) {
            fail(option + " needs a value");
        }
        args.remove(at);
        return Optional.of(args.remove(at));
    }

    /** The options without the patterns, which choose parts of the plan: JMH would add them to those of each part. */
    private static CommandLineOptions settings(List<String> args, CommandLineOptions given)
            throws CommandLineOptionException {
        List<String> settings = new ArrayList<>(args);
        given.getIncludes().forEach(settings::remove);
        return new CommandLineOptions(settings.toArray(String[]::new));
    }

    private static void fail(@Nullable String reason) {
        System.err.println("bench: " + reason);
        System.exit(1);
    }

    private static boolean onlyLists(CommandLineOptions given) {
        return given.shouldList()
                || given.shouldListWithParams()
                || given.shouldListProfilers()
                || given.shouldListResultFormats();
    }
}
