package io.hvflow.hvsock;

import io.hvflow.Flow;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of these tests in a JVM of its own, where it can have other options or limits. */
final class ChildJvm {
    /** How it ended. */
    record Outcome(int status, String out, String err) {}

    private ChildJvm() {}

    static Outcome run(List<String> options, Class<?> main) throws Exception {
        return run(List.of(), options, main);
    }

    /** With a command in front that starts it, such as a shell that sets limits. */
    static Outcome run(List<String> starter, List<String> options, Class<?> main) throws Exception {
        return run(starter, options, main, List.of());
    }

    /** With arguments too. */
    static Outcome run(List<String> starter, List<String> options, Class<?> main, List<String> arguments)
            throws Exception {
        Path out = Files.createTempFile("hvflow", ".out");
        Path err = Files.createTempFile("hvflow", ".err");
        try {
            List<String> command = new ArrayList<>(starter);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-cp", classPath()));
            command.addAll(options); // which may have another class path
            command.add(main.getName());
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(150, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(main + " has not ended; it said: " + read(out) + read(err));
            }
            return new Outcome(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    static String classPath() throws URISyntaxException {
        return String.join(
                ":",
                location(Flow.class),
                location(HvsockProvider.class),
                Path.of("target", "test-classes").toAbsolutePath().toString());
    }

    static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
