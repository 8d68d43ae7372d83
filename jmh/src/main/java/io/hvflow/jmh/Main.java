package io.hvflow.jmh;

import java.util.ArrayList;
import java.util.List;
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
            """;

    private Main() {}

    /**
     * Runs what the arguments ask for. Exits with 1 where JMH refuses to run.
     *
     * @param args {@code --quick}, {@code --full}, and JMH's options, which win over both
     * @throws Exception if JMH's own command line fails
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = new ArrayList<>(List.of(args));
        boolean full = rest.remove("--full");
        rest.remove("--quick");
        String[] own = rest.toArray(String[]::new);
        try {
            CommandLineOptions given = new CommandLineOptions(own);
            if (given.shouldHelp()) {
                given.showHelp();
                System.out.println(HELP);
            } else if (onlyLists(given)) {
                org.openjdk.jmh.Main.main(own);
            } else {
                Results results =
                        new Bench(full ? Plan.full() : Plan.quick(), given, settings(rest, given), System.out).run();
                System.out.println(TextReport.of(results));
            }
        } catch (NoBenchmarksException e) {
            fail("no benchmark's name matches; -l lists them");
        } catch (CommandLineOptionException | RunnerException e) {
            fail(e.getMessage());
        }
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
