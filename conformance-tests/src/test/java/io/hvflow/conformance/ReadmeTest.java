package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flows;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, run as its reader would: in a JVM of its own, from the source as it is printed there. */
@Timeout(120)
class ReadmeTest {
    @TempDir
    private Path directory;

    private Page readme;

    @BeforeEach
    void saveTheExample() throws IOException {
        readme = Page.of("README.md", directory);
        readme.save("Hello.java", readme.code("java").getFirst());
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
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("Hello.java");
        arguments.add(address);
        return readme.java(arguments);
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
