package io.hvflow.jmh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is started for what it prints, and does not outlive its time. */
final class ChildProcess {
    private ChildProcess() {}

    /** What it printed, once it has ended well. */
    static String output(long seconds, List<String> command) throws IOException, InterruptedException {
        // A file rather than a pipe: a program that hangs would hold whoever reads it.
        Path printed = Files.createTempFile("hvflow", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(printed.toFile())
                    .start();
            try {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    throw new IOException(name(command) + " hangs: ended by force after " + seconds + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(printed, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(
                        name(command) + " failed with status " + process.exitValue() + ": " + text.strip());
            }
            return text;
        } finally {
            Files.deleteIfExists(printed);
        }
    }

    private static String name(List<String> command) {
        return String.valueOf(Path.of(command.getFirst()).getFileName());
    }
}
