package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A test's {@code main} in a JVM of its own. */
final class OtherJvm {
    private OtherJvm() {}

    /** Waits for its end, which must be a good one, and gives what it printed. */
    static String run(Class<?> main, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return printed.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Where these tests run on the module path, a new JVM does not: it needs all of them as directories or jars. */
    private static String classPath() {
        return String.join(
                System.getProperty("path.separator"),
                location(OtherJvm.class),
                location(Simulation.class),
                location(io.hvflow.Flow.class),
                location(org.assertj.core.api.Assertions.class),
                location(Test.class));
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
