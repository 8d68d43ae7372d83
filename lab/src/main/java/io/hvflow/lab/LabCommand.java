package io.hvflow.lab;

import io.hvflow.conformance.text.Printable;
import io.hvflow.lab.LabChecks.LabCheck;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the lab tries beside the suite, on a guest that it has booted. */
@Command(
        name = "lab",
        description =
                "Tries transfers, many connections and the end of the other side on a guest of the lab, which calls this.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all is well", "1:something is not", "2:the command line is wrong"})
public final class LabCommand implements Callable<Integer> {
    private LabCommand() {}

    /** Runs the checks and ends the process. */
    public static void main(String[] args) {
        System.exit(
                new CommandLine(new LabCommand()).setUsageHelpAutoWidth(true).execute(args));
    }

    @Option(
            names = "--connect",
            required = true,
            paramLabel = "ADDRESS",
            description = "Where the guest's services are; {port} stands for the port.")
    private String connect = "";

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "ADDRESS",
            description = "Where the guest's connections to a port arrive.")
    private String listen = "";

    @Option(names = "--no-half-close", description = "The device takes an end of stream for a close.")
    private boolean noHalfClose;

    @Option(
            names = "--no-duplex",
            description = "The device stops a stream for good once both of its directions have been full.")
    private boolean noDuplex;

    @Option(names = "--agent", paramLabel = "ADDRESS", description = "The guest's agent, for flows with framing.")
    private @Nullable String agent;

    @Option(
            names = "--kill",
            paramLabel = "PROCESS",
            description = "Instead of all else: kill that process in the middle of transfers.")
    private long victim;

    @Option(names = "--check", split = ",", paramLabel = "NAME", description = "Which checks; all by default.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "How long one check may take; ${DEFAULT-VALUE} by default.")
    private long limit = 600;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        LabGuest guest = new LabGuest(connect, listen, !noHalfClose, !noDuplex);
        List<LabCheck> checks = new ArrayList<>();
        if (victim == 0) {
            checks.addAll(LabChecks.all(guest));
            checks.removeIf(check -> !names.isEmpty() && !names.contains(check.name()));
            if (checks.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "no check is named " + String.join(" or ", names));
            }
        } else {
            checks.add(new LabCheck(
                    "kill",
                    "process " + victim + " in the middle of transfers",
                    () -> new LabKill(guest, agent, victim).run()));
        }
        int failed = 0;
        for (LabCheck check : checks) {
            failed += run(check) ? 0 : 1;
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean run(LabCheck check) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        FutureTask<String> task = new FutureTask<>(check.body());
        long start = System.nanoTime();
        Thread thread = Thread.ofPlatform().name("lab " + check.name()).daemon().start(task);
        String verdict;
        boolean good = false;
        try {
            verdict = task.get(limit, TimeUnit.SECONDS);
            good = true;
        } catch (ExecutionException e) {
            verdict = String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            verdict = "not done within " + limit + " s; blocked at " + thread.getStackTrace()[0];
        }
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        out.printf(
                Locale.ROOT,
                "%-4s %-10s %s: %s (%.1f s)%n",
                good ? "PASS" : "FAIL",
                check.name(),
                check.what(),
                Printable.line(verdict),
                seconds);
        out.flush();
        return good;
    }
}
