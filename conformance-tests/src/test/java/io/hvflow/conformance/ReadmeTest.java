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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, run as its reader would: in a JVM of its own, from the source as it is printed there. */
@Timeout(120)
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?void main.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @BeforeEach
    void saveTheExample() throws IOException {
        Matcher example = JAVA.matcher(Files.readString(readme()));
        assertThat(example.find()).isTrue();
        Files.writeString(directory.resolve("Hello.java"), example.group(1));
    }

    private static Path readme() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("README.md"))) {
            here = here.getParent();
        }
        return here.resolve("README.md");
    }

    private static String jars() {
        return Stream.concat(
                        Stream.<Class<?>>of(Flows.class),
                        Flows.providers().stream().map(FlowProvider::getClass))
                .map(ReadmeTest::origin)
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

    /** What the example prints, warnings of the JVM included. */
    private String run(String address, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("Hello.java");
        command.add(address);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output).strip();
    }

    @Test
    void runsOverARealSocketFromTheClassPath() throws Exception {
        assertThat(run("unix:hello.sock", "--enable-native-access=ALL-UNNAMED", "-cp", jars()))
                .isEqualTo("hello from the guest");
        assertThat(directory.resolve("hello.sock")).doesNotExist();
    }

    @Test
    void runsOverARealSocketFromTheModulePath() throws Exception {
        assertThat(run(
                        "unix:hello.sock",
                        "--enable-native-access=io.hvflow.hvsock",
                        "--module-path",
                        jars(),
                        "--add-modules=ALL-MODULE-PATH"))
                .isEqualTo("hello from the guest");
    }

    @Test
    void runsOnTheSimulatorUnderAnyAddressWithNothingNativeTouched() throws Exception {
        for (String address : List.of("vsock://3:5000", "unix:///run/x.sock", "hybrid:///run/vm.sock:5000")) {
            assertThat(run(
                            address,
                            "--illegal-native-access=deny",
                            "-D" + Flows.PROVIDER + "=simulator",
                            "-cp",
                            jars()))
                    .as(address)
                    .isEqualTo("hello from the guest");
        }
    }

    @Test
    void L9_anUnknownProviderIsNamedWithThoseThatAreThere() throws Exception {
        assertThat(run("vsock://3:5000", "-D" + Flows.PROVIDER + "=nobody", "-cp", jars()))
                .contains("FlowUnsupportedException", "\"nobody\"", "hvsock", "simulator");
    }

    @Test
    void L9_deniedNativeAccessIsToldWithTheOptionThatGrantsIt() throws Exception {
        assertThat(run("unix:hello.sock", "--illegal-native-access=deny", "-cp", jars()))
                .contains("FlowUnsupportedException", "--enable-native-access");
    }
}
