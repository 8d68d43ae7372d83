package io.hvflow;

import io.hvflow.spi.FlowProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files by which jars announce their providers on the class path, read to say what is wrong with one of them. */
final class ServiceFiles {
    private static final String FILE = "META-INF/services/" + FlowProvider.class.getName();

    /** The providers of this library itself. */
    private static final List<String> OURS =
            List.of("io.hvflow.hvsock.HvsockProvider", "io.hvflow.simulator.SimulatorProvider");

    private ServiceFiles() {}

    /** A line for each provider that the files name and whose class cannot be loaded: its name, its file, and why. */
    static List<String> broken(@Nullable ClassLoader loader) {
        ClassLoader asked = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        List<String> lines = new ArrayList<>();
        try {
            for (URL file : Collections.list(asked.getResources(FILE))) {
                for (String name : read(file)) {
                    failure(name, asked).ifPresent(why -> lines.add(name + ", named in " + file + ": " + why));
                }
            }
        } catch (Throwable e) {
            // This only explains a failure that is reported anyway.
            return lines;
        }
        return lines;
    }

    private static Optional<String> failure(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(ProviderSearch.describe(e));
        }
    }

    private static List<String> read(URL file) throws IOException {
        List<String> names = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String name = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** What to do if a provider's class is here and nothing announces it, as in a jar made of several. */
    static Optional<String> unlisted(List<FlowProvider> found) {
        ClassLoader loader = Flows.class.getClassLoader();
        for (String name : OURS) {
            boolean isFound = found.stream()
                    .anyMatch(provider -> provider.getClass().getName().equals(name));
            if (!isFound && isThere(name, loader) && !isAnnounced(name, loader)) {
                return Optional.of("the class " + name + " is here, but no " + FILE
                        + " names it: a jar that is made of several must merge these files (Maven Shade:"
                        + " ServicesResourceTransformer; Gradle Shadow: mergeServiceFiles)");
            }
        }
        return Optional.empty();
    }

    private static boolean isThere(String name, @Nullable ClassLoader loader) {
        String file = name.replace('.', '/') + ".class";
        return loader == null ? ClassLoader.getSystemResource(file) != null : loader.getResource(file) != null;
    }

    private static boolean isAnnounced(String name, @Nullable ClassLoader loader) {
        try {
            ClassLoader asked = loader == null ? ClassLoader.getSystemClassLoader() : loader;
            for (URL file : Collections.list(asked.getResources(FILE))) {
                if (read(file).contains(name)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true; // nothing is known, so nothing is advised
        }
    }
}
