package io.hvflow.conformance.cli;

import io.hvflow.conformance.soak.Soak;
import io.hvflow.conformance.trial.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Flows in a process of their own that has little of everything, and runs short of each thing again and again. */
@Command(
        name = "soak",
        description =
                "Opens, uses and closes flows while descriptors, heap and direct memory run short, in a process of"
                        + " its own; at the end it must hold no more than before. Linux only.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every call ended in time and as the contract says, and all is given back",
            "1:one did not, or something is kept",
            "2:the command line is wrong",
            "3:this is not Linux"
        })
public final class SoakCommand implements Callable<Integer> {
    /** What the process may have: shortages come about quickly, and a leak ends it. */
    private static final int DESCRIPTORS = 512;

    @Option(names = "--minutes", paramLabel = "N", description = "How long; ${DEFAULT-VALUE} by default.")
    private double minutes = 10;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "What is drawn at random; the run says what it used. Threads still run as they please.")
    private @Nullable Long seed;

    @Option(
            names = "--shard",
            paramLabel = "K/N",
            description = "The K-th of N soaks with a seed each, as other machines run the others: that of --seed (1 by"
                    + " default here) and those that follow. /N takes K from " + Shard.INDEX + ".")
    private @Nullable String shard;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(minutes > 0) || minutes > 100_000) {
            throw new ParameterException(spec.commandLine(), "--minutes " + minutes + ": must be more than 0");
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            spec.commandLine().getErr().println("soak: needs Linux, where shortages can be brought about without harm");
            return 3;
        }
        long chosen = chosenSeed();
        long seconds = Math.max(1, Math.round(minutes * 60));
        spec.commandLine().getOut().println("soak: " + seconds + " s with seed " + chosen);
        spec.commandLine().getOut().flush();
        ProcessBuilder builder = new ProcessBuilder(command(seconds, chosen)).inheritIO();
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
        Process process = builder.start();
        try {
            // A process that hangs says so itself, and long before.
            if (!process.waitFor(2 * seconds + 600, TimeUnit.SECONDS)) {
                spec.commandLine().getErr().println("soak: FAIL: the process does not end");
                return 1;
            }
            return process.exitValue() == 0 ? 0 : 1;
        } finally {
            process.destroyForcibly();
        }
    }

    /** The one that was given, of a shard that many further; else any. */
    private long chosenSeed() {
        if (shard == null) {
            return seed == null ? new Random().nextLong(1_000_000_000) : seed;
        }
        try {
            return (seed == null ? 1 : seed)
                    + Shard.parse(shard, System.getenv()).number()
                    - 1;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--shard: " + e.getMessage(), e);
        }
    }

    private List<String> command(long seconds, long chosen) {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "ulimit -c 0 && ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                "soak",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:MaxDirectMemorySize=24m",
                "-XX:+UseSerialGC",
                "-XX:ReservedCodeCacheSize=48m",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:NativeMemoryTracking=summary",
                "-XX:-CreateCoredumpOnCrash",
                "-Xlog:disable",
                "-XX:ErrorFile=/dev/stderr"));
        String module = SoakCommand.class.getModule().getName();
        if (module == null) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add(Soak.class.getName());
        } else {
            command.add("--enable-native-access=ALL-UNNAMED,io.hvflow.hvsock");
            command.add("--module-path=" + System.getProperty("jdk.module.path"));
            command.add("--add-modules=ALL-MODULE-PATH");
            command.add("--module=" + module + "/" + Soak.class.getName());
        }
        command.add(Long.toString(seconds));
        command.add(Long.toString(chosen));
        return command;
    }
}
