package io.hvflow.conformance;

import io.hvflow.conformance.cli.AgentCommand;
import io.hvflow.conformance.cli.MatrixCommand;
import io.hvflow.conformance.cli.MergeCommand;
import io.hvflow.conformance.cli.RunCommand;
import io.hvflow.conformance.cli.SoakCommand;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.Deviations;
import io.hvflow.conformance.suite.Targets;
import io.hvflow.conformance.trial.Rule;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The suite from the command line: {@code java -jar conformance-tests-all.jar --target sim,unix --report out}.
 *
 * <p>Exit status: 0 if every target that ran conforms but for what its device is known to break, 1 if one does not, or keeps a
 * rule that its device is known to break, if the suite lacks a rule, or if no target
 * could run, 2 for a wrong command line, 3 if a target that was named is unavailable and the others conform.
 */
public final class Main {
    private Main() {}

    /**
     * Runs the suite and ends the process.
     *
     * @param args the options; {@code --help} tells them
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        List<Rule> rules = Rules.all();
        return new CommandLine(new RunCommand(Targets.found(), rules, Rules.gaps(rules), Deviations.known()))
                .addSubcommand(new MatrixCommand())
                .addSubcommand(new AgentCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new MergeCommand(rules))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((wrong, args) -> refuse(wrong));
    }

    // Without the whole help, above which the reason would be out of sight.
    private static int refuse(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage() + " (--help lists the options)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
