package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's programs, run as its reader would: in JVMs of their own, from the sources as they are printed there. */
@Timeout(120)
class ReadmeTest {
    private static final int LINES = 100;

    @TempDir
    private Path directory;

    private Page readme;

    @BeforeEach
    void saveThePrograms() throws IOException {
        readme = Page.of("README.md", directory);
        List<String> programs = readme.code("java");
        readme.save("Echo.java", programs.get(0));
        readme.save("Hello.java", programs.get(1));
    }

    /** What Hello prints, warnings of the JVM included, with Echo at the other end. */
    private String greet(String... options) throws IOException, InterruptedException {
        Process echo = readme.start("Echo.java", arguments("Echo.java", "unix:hello.sock", options));
        try {
            while (!Files.exists(directory.resolve("hello.sock"))) {
                if (!echo.isAlive()) {
                    throw new AssertionError(readme.output("Echo.java"));
                }
                Thread.sleep(10);
            }
            String greeting = run("unix:hello.sock", options);
            assertThat(echo.waitFor()).isZero();
            return greeting;
        } finally {
            echo.destroyForcibly();
        }
    }

    private String run(String address, String... options) throws IOException, InterruptedException {
        return readme.java(arguments("Hello.java", address, options));
    }

    private static List<String> arguments(String program, String address, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(program);
        arguments.add(address);
        return arguments;
    }

    @Test
    void runsOverARealSocketFromTheClassPath() throws Exception {
        assertThat(greet("--enable-native-access=ALL-UNNAMED", "-cp", Page.jars()))
                .isEqualTo("hello from the guest");
        assertThat(directory.resolve("hello.sock")).doesNotExist();
    }

    @Test
    void runsOverARealSocketFromTheModulePath() throws Exception {
        assertThat(greet(
                        "--enable-native-access=io.hvflow.hvsock",
                        "--module-path",
                        Page.jars(),
                        "--add-modules=ALL-MODULE-PATH"))
                .isEqualTo("hello from the guest");
    }

    @Test
    void isReadInAMinute() {
        assertThat(readme.text().lines()).hasSizeLessThanOrEqualTo(LINES);
    }

    @Test
    void L9_anUnknownProviderIsNamedWithThoseThatAreThere() throws Exception {
        assertThat(run("vsock://3:5000", "-D" + Flows.PROVIDER + "=nobody", "-cp", Page.jars()))
                .contains("FlowUnsupportedException", "\"nobody\"", "hvsock", "simulator");
    }

    @Test
    void L9_deniedNativeAccessIsToldWithTheOptionThatGrantsIt() throws Exception {
        assertThat(run("unix:hello.sock", "--illegal-native-access=deny", "-cp", Page.jars()))
                .contains("FlowUnsupportedException", "--enable-native-access");
    }
}
