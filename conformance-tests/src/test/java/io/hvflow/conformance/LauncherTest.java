package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import picocli.CommandLine;

/** What the launcher says of the suite's options before it builds the suite. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../flow");

    @Test
    void launcherKnowsEachOptionOfConformance() throws IOException {
        assertThat(options("conformance")).isEqualTo(options(Main.commandLine()));
    }

    @Test
    void launcherKnowsEachOptionOfSoak() throws IOException {
        assertThat(options("soak"))
                .isEqualTo(options(Main.commandLine().getSubcommands().get("soak")));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anUnknownOptionIsRefusedBeforeAnythingIsBuilt() throws Exception {
        Process process = new ProcessBuilder("sh", LAUNCHER.toString(), "conformance", "--tragets", "sim")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("flow: no such option: --tragets; ./flow conformance --help lists them.\n");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static Set<String> options(String command) throws IOException {
        Matcher line = Pattern.compile("(?m)^" + command + "_options='(.*)'$").matcher(Files.readString(LAUNCHER));
        assertThat(line.find()).isTrue();
        return new TreeSet<>(Set.of(line.group(1).split(" ")));
    }

    private static Set<String> options(CommandLine command) {
        Set<String> names = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
        names.removeIf(name -> !name.startsWith("--"));
        return names;
    }
}
