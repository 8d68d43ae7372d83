package io.hvflow.conformance;

import io.hvflow.Flows;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation, and a directory where what it shows is tried as its reader would.
 *
 * @param text what it says
 * @param directory where its examples are saved and run
 */
public record Page(String text, Path directory) {

    static Page of(String path, Path directory) throws IOException {
        return new Page(text(path), directory);
    }

    /** What a page says, by its path in the project. */
    public static String text(String path) throws IOException {
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

    /** The class path of the library and of the backends that these tests find. */
    static String jars() {
        return Stream.concat(
                        Stream.<Class<?>>of(Flows.class),
                        Flows.providers().stream().map(FlowProvider::getClass))
                .map(Page::origin)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** What a JVM of its own prints in that directory, its warnings included. The test's time-out ends it, if nothing else does. */
    String java(List<String> arguments) throws IOException, InterruptedException {
        Process process = start("output", arguments);
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        return output("output");
    }

    /** Starts a JVM of its own in that directory; the caller ends it. */
    Process start(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
    }

    /** What a JVM of that name has printed until now. */
    String output(String name) throws IOException {
        return Files.readString(log(name)).strip();
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }
}
