package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flows;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the project, and its Java run as its reader would: in a JVM of its own, from the source as it is printed there. */
final class Printed {
    private static final Pattern JAVA = Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private final String text;

    private Printed(String text) {
        this.text = text;
    }

    /** The page at that path, from where README.md is. */
    static Printed page(String path) throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("README.md"))) {
            root = root.getParent();
        }
        return new Printed(Files.readString(root.resolve(path)).replace("\r\n", "\n"));
    }

    String text() {
        return text;
    }

    /** All that it prints as Java, in order. */
    List<String> java() {
        return JAVA.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** The one piece of Java with that in it. */
    String javaWith(String part) {
        List<String> found = java().stream().filter(java -> java.contains(part)).toList();
        assertThat(found).as(part).hasSize(1);
        return found.getFirst();
    }

    /** The API, every provider, and where these types are, as a class path or module path. */
    static String jars(Class<?>... others) {
        return Stream.of(
                        Stream.<Class<?>>of(Flows.class),
                        Flows.providers().stream().map(FlowProvider::getClass),
                        Stream.of(others))
                .flatMap(types -> types)
                .map(Printed::origin)
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

    /** What {@code java} prints in that directory, warnings of the JVM included. */
    static String run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output).strip();
    }
}
