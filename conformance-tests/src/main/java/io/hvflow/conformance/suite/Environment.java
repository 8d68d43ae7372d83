package io.hvflow.conformance.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and by what a report was made.
 *
 * @param suite the version of the suite
 * @param system the name of the operating system as its maker writes it
 * @param kernel its kernel and processor architecture
 * @param java the version and maker of the Java runtime
 * @param processors how many processors it has
 */
public record Environment(String suite, String system, String kernel, String java, int processors) {
    private static final Path OS_RELEASE = Path.of("/etc/os-release");

    public static Environment here() {
        String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
        return new Environment(
                version(),
                distribution().orElse(System.getProperty("os.name")),
                kernel + " " + System.getProperty("os.arch"),
                "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                Runtime.getRuntime().availableProcessors());
    }

    /** The module knows its version; in a jar that repacks it, the manifest does. */
    public static String version() {
        return Optional.ofNullable(Environment.class.getModule().getDescriptor())
                .flatMap(descriptor -> descriptor.rawVersion())
                .or(() -> Optional.ofNullable(Environment.class.getPackage().getImplementationVersion()))
                .orElse("(unreleased)");
    }

    private static Optional<String> distribution() {
        if (!Files.isReadable(OS_RELEASE)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(OS_RELEASE)) {
            return lines.filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst();
        } catch (IOException e) {
            // The report then names the kernel only.
            return Optional.empty();
        }
    }

    /** In one line. */
    @Override
    public String toString() {
        return system + ", " + kernel + ", " + java + ", " + processors
                + (processors == 1 ? " processor" : " processors");
    }
}
