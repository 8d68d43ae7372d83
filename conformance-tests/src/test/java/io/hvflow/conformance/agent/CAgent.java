package io.hvflow.conformance.agent;

import io.hvflow.conformance.MissingTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The agent in C, compiled when it is first needed, and removed when this process ends. */
public final class CAgent {
    private static final int NO_COMPILER = 2;

    private CAgent() {}

    /**
     * A program.
     *
     * @param path where it is
     * @param missing why it is not there, if so: for lack of a compiler or of the agent's source
     */
    private record Built(Path path, Optional<String> missing) {}

    private static final class Plain {
        static final Built PROGRAM = build();
    }

    private static final class Checked {
        static final Built PROGRAM = build("address,undefined");
    }

    /** Why it cannot be compiled here, if so. */
    public static Optional<String> missing() {
        return Plain.PROGRAM.missing();
    }

    /** As the lab uses it. Without a compiler, the test that asks is aborted. */
    public static Path program() {
        return found(Plain.PROGRAM);
    }

    /** One that ends, and complains, when it uses memory or numbers in a way that it may not, or leaks. */
    static Path checked() {
        return found(Checked.PROGRAM);
    }

    private static Path found(Built program) {
        program.missing().ifPresent(MissingTool::abort);
        return program.path();
    }

    private static Built build(String... options) {
        try {
            Path program = Files.createTempDirectory("hvflow-agent").resolve("agent");
            program.getParent().toFile().deleteOnExit();
            program.toFile().deleteOnExit(); // the last that is registered goes first
            List<String> command = new ArrayList<>(List.of("sh", script().toString(), program.toString()));
            command.addAll(List.of(options));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status == NO_COMPILER) {
                return new Built(program, Optional.of("the agent in C cannot be built: " + said.strip()));
            }
            if (status != 0) {
                throw new AssertionError("the agent in C does not compile:\n" + said);
            }
            return new Built(program, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the agent in C is built", e);
        }
    }

    /** In the clone of the project in which this class was compiled, wherever the process runs. */
    private static Path script() {
        try {
            Path classes = Path.of(CAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolve("../../src/main/c/agent/build").normalize();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
