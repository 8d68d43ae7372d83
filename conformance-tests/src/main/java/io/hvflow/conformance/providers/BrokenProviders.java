package io.hvflow.conformance.providers;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.spi.FlowProvider;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A class path with broken providers on it, and a Java program that looks for providers there. */
public final class BrokenProviders {
    /** What the service's file names, and what must be said of each. */
    public static final Map<String, String> REASONS = Map.of(
            "broken.Absent",
            "broken.Absent",
            "broken.Garbage",
            "broken.Garbage",
            "broken.Unlinked",
            "broken.Unlinked",
            "broken.Stranger",
            "broken.Stranger",
            BrokenProvider.Constructor.class.getName(),
            "constructor broken on purpose",
            BrokenProvider.Memory.class.getName(),
            "memory broken on purpose",
            BrokenProvider.Initializer.class.getName(),
            "initializer broken on purpose",
            BrokenProvider.Schemes.class.getName(),
            "schemes broken on purpose",
            BrokenProvider.Name.class.getName(),
            "name broken on purpose",
            BrokenProvider.Availability.class.getName(),
            "availability broken on purpose");

    private BrokenProviders() {}

    /**
     * Looks for providers, and prints what it finds: of each its name and, if it can say so, its schemes; then what is
     * said of an address that nobody serves.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        for (FlowProvider provider : Flows.providers()) {
            try {
                System.out.println("provider " + provider.name());
            } catch (RuntimeException | LinkageError e) {
                System.out.println("nameless " + e.getMessage());
            }
        }
        for (int i = 0; i < 2; i++) {
            try {
                Flows.connect(FlowAddress.parse("nobody-serves-this://3:5000"), FlowOptions.DEFAULTS);
                System.out.println("connected");
            } catch (Exception | Error e) {
                System.out.println(e);
            }
        }
    }

    /**
     * What that program prints, with the broken providers before or after all others.
     *
     * @param directory where to write them; it is removed
     * @param first whether they come first
     * @return its output, standard error included
     * @throws IOException if the program cannot be started
     */
    public static String report(Path directory, boolean first) throws IOException {
        try {
            write(directory);
            return run(directory, first);
        } finally {
            remove(directory);
        }
    }

    private static void write(Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(FlowProvider.class.getName()), REASONS.keySet());
        Path broken = Files.createDirectories(directory.resolve("broken"));
        Files.write(broken.resolve("Garbage.class"), "no class at all".getBytes(StandardCharsets.US_ASCII));
        ClassDesc provider = ClassDesc.of(FlowProvider.class.getName());
        ClassFile.of()
                .buildTo(
                        broken.resolve("Unlinked.class"),
                        ClassDesc.of("broken.Unlinked"),
                        made -> made.withInterfaceSymbols(provider, ClassDesc.of("broken.Missing")));
        ClassFile.of().buildTo(broken.resolve("Stranger.class"), ClassDesc.of("broken.Stranger"), made -> {});
    }

    private static String run(Path directory, boolean first) throws IOException {
        List<String> classPath = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            String path = System.getProperty(property, "");
            if (!path.isEmpty()) {
                classPath.add(path);
            }
        }
        classPath.add(first ? 0 : classPath.size(), directory.toString());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                BrokenProviders.class.getName());
        // In the environment, since a class path may be longer than a command line.
        builder.environment().put("CLASSPATH", String.join(File.pathSeparator, classPath));
        Process process = builder.redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
