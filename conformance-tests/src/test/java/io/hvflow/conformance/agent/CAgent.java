package io.hvflow.conformance.agent;

import io.hvflow.conformance.MissingTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The agent in C, compiled when it is first needed. Whoever asks for it is aborted where there is no compiler. */
public final class CAgent {
    private static final int NO_COMPILER = 2;

    private CAgent() {}

    private static final class Plain {
        static final Object PROGRAM = build();
    }

    private static final class Checked {
        static final Object PROGRAM = build("address,undefined");
    }

    /** As the lab uses it. */
    public static Path program() {
        return found(Plain.PROGRAM);
    }

    /** One that ends, and complains, when it uses memory or numbers in a way that it may not, or leaks. */
    static Path checked() {
        return found(Checked.PROGRAM);
    }

    private static Path found(Object program) {
        if (program instanceof Path path) {
            return path;
        }
        MissingTool.abort("the agent in C: " + program);
        throw new AssertionError("unreachable");
    }

    /** The program, or why it cannot be compiled here. */
    private static Object build(String... options) {
        try {
            Path script = Path.of("lab/agent/build").toAbsolutePath();
            Path program = Files.createTempFile("hvflow-agent", "");
            program.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(List.of("sh", script.toString(), program.toString()));
            command.addAll(List.of(options));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status == NO_COMPILER) {
                return said.strip();
            }
            if (status != 0) {
                throw new AssertionError("it does not compile:\n" + said);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
