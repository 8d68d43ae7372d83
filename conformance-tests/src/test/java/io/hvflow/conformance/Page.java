package io.hvflow.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation, and a directory where what it shows is tried as its reader would.
 *
 * @param text what it says
 * @param directory where its examples are saved and run
 */
record Page(String text, Path directory) {

    static Page of(String path, Path directory) throws IOException {
        return new Page(text(path), directory);
    }

    /** What a page says, by its path in the project. */
    static String text(String path) throws IOException {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve(path))) {
            here = here.getParent();
        }
        return Files.readString(here.resolve(path));
    }

    /** The blocks of code in a language, in their order. */
    List<String> code(String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    void save(String name, String example) throws IOException {
        Files.writeString(directory.resolve(name), example);
    }

    /** What a JVM of its own prints in that directory, its warnings included. The test's time-out ends it, if nothing else does. */
    String java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output).strip();
    }
}
