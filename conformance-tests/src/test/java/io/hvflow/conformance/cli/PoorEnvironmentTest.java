package io.hvflow.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a process may have little, the suite says so, and blames no backend for it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoorEnvironmentTest {
    @TempDir
    private Path directory;

    private record Run(int status, String said) {}

    private static Run run(String before, String property, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                before + "exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                property,
                "io.hvflow.conformance.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void rulesThatNeedMoreDescriptorsThanThereAreAreNotApplicable() throws Exception {
        Run run = run("ulimit -n 128; ", "-Dx=1", "--target", "sim,unix", "--rule", "R1,L7,T3", "--tries", "2");

        assertThat(run.said())
                .contains("N/A  L7 on unix: the rule needs some 420 descriptors, and of the limit of 128 only")
                .contains("N/A  T3 on unix: the rule needs some 2060 descriptors", "raise it (ulimit -n 4096)")
                .contains("sim   CONFORMANT      3 PASS")
                .contains("unix  CONFORMANT      1 PASS, 2 N/A");
        assertThat(run.status()).isEqualTo(RunCommand.CONFORMANT);
    }

    @Test
    void aTargetWithoutDescriptorsForAnyRuleIsUnavailable() throws Exception {
        Run run = run("ulimit -n 50; ", "-Dx=1", "--target", "sim,unix", "--rule", "R1", "--tries", "2");

        assertThat(run.said())
                .contains("sim   CONFORMANT      1 PASS")
                .contains("unix  UNAVAILABLE     the target needs some 24 descriptors, and of the limit of 50 only");
        assertThat(run.status()).isEqualTo(RunCommand.UNAVAILABLE);
    }

    @Test
    void aTemporaryDirectoryThatIsTooLongOrNoneIsNotUsedForSockets() throws Exception {
        Path longOne = Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));

        for (String place : List.of(longOne.toString(), "/dev/null/none")) {
            Run run = run(
                    "",
                    "-Djava.io.tmpdir=" + place,
                    "--target",
                    "unix,hybrid,hyperkit",
                    "--rule",
                    "R1,L3",
                    "--tries",
                    "2");

            assertThat(run.said()).contains("2 rules, 3 targets: 3 conformant");
            assertThat(run.status()).isEqualTo(RunCommand.CONFORMANT);
        }
    }

    @Test
    void aRuleThatWritesFilesOfItsOwnIsNotApplicableWhereItCannot() throws Exception {
        Run run = run("", "-Djava.io.tmpdir=/dev/null/none", "--target", "unix", "--rule", "L12,L13", "--tries", "2");

        assertThat(run.said())
                .contains("N/A  L13 on unix: the rule writes providers to a temporary directory")
                .contains("unix  CONFORMANT      1 PASS, 1 N/A");
        assertThat(run.status()).isEqualTo(RunCommand.CONFORMANT);
    }
}
