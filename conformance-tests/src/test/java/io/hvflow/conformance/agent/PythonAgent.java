package io.hvflow.conformance.agent;

import io.hvflow.conformance.MissingTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent in Python, which was written from its page. Whoever asks for it is aborted where there is no Python for it. */
public final class PythonAgent {
    private static final List<String> NAMES =
            List.of("python3", "python3.14", "python3.13", "python3.12", "python3.11");
    private static final String NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))";

    private PythonAgent() {}

    private static final class Found {
        static final String PYTHON = find();
    }

    /** What starts it. */
    public static List<String> command() {
        if (Found.PYTHON.isEmpty()) {
            MissingTool.abort("the agent in Python needs python3 of 3.11 or newer on the path"
                    + " (apt-get install python3-minimal)");
        }
        Path program = Path.of("src/test/python/agent").toAbsolutePath();
        // Isolated, so that neither the user's variables nor packages of the machine have a part in it; writes no
        // bytecode.
        return List.of(Found.PYTHON, "-I", "-S", "-B", program.toString());
    }

    private static String find() {
        return NAMES.stream().filter(PythonAgent::isNewEnough).findFirst().orElse("");
    }

    private static boolean isNewEnough(String python) {
        try {
            Process process = new ProcessBuilder(python, "-I", "-S", "-c", NEW_ENOUGH)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(python + " did not say its version within a minute");
            }
            return process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
