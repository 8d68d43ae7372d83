package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.example.PlantedBug;
import io.hvflow.conformance.report.ReportReader;
import io.hvflow.conformance.trial.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an adopter's test says when a rule is broken: it is run in a JVM of its own, with the properties that its reader would set. */
@Tag("long")
@Timeout(300)
class FlowContractTest {
    /** A backend with two mistakes. */
    static final class WrongTcp extends FlowContract {
        @Override
        protected Target target() {
            return PlantedBug.target(EnumSet.of(PlantedBug.SHUTDOWN_WRITE_FORGOTTEN, PlantedBug.ABORT_IS_CLOSE));
        }
    }

    private static final String PREFIX = "-D" + Settings.PROPERTIES;

    @TempDir
    private Path directory;

    private String run(List<String> properties) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(properties);
        arguments.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), TestRun.class.getName(), WrongTcp.class.getName()));
        return new Page("", directory).java(arguments);
    }

    /** From the line that begins so to the end of that line. */
    private static String after(String mark, String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing begins with " + mark + " in " + text));
    }

    /** What was printed of that test. */
    private static String failure(String rule, String text) {
        int from = text.indexOf("AssertionError: [" + rule + "]");
        assertThat(from).as("%s fails in %s", rule, text).isNotNegative();
        int to = text.indexOf("AssertionError: [", from + 1);
        return text.substring(from, to == -1 ? text.length() : to);
    }

    @Test
    void aFailureSaysWhatToLookAtAndHowToRunItAgain() throws Exception {
        String printed = run(List.of(
                PREFIX + "rules=h1,R5,R9,C8,R10", PREFIX + "tries=7", PREFIX + "seed=0x2a", PREFIX + "report=reports"));

        Path report = directory.resolve("reports").resolve(WrongTcp.class.getName());
        String h1 = failure("H1", printed);
        String r9 = failure("R9", printed);
        String r5 = failure("R5", printed);
        assertThat(h1)
                .contains("probably why these fail too: R9", "look at: " + Contract.lookAt("H1"))
                .contains("report: " + report.toRealPath().resolve("report.html"));
        assertThat(r9).contains("probably because of H1: look at that first");
        assertThat(failure("C8", printed)).contains("probably because of R5: look at that first");
        assertThat(r5).contains("on platform threads: the peer aborted, but its stream seemed to end in good order");
        assertThat(printed).contains("[R10] " + Contract.text("R10") + " passed");
        assertThat(after("again:", r5))
                .isEqualTo("-Dtest=" + WrongTcp.class.getName() + " " + PREFIX + "rules=R5 " + PREFIX + "seed=0x2a "
                        + PREFIX + "tries=7");
        assertThat(Files.readString(report.resolve("report.txt")))
                .contains("LOOK FIRST  tcp breaks 4 rules, probably for 2 reasons", "replay   " + after("again:", r5));
        assertThat(report.resolve("contract.html")).exists();
        assertThat(ReportReader.read(Files.readString(report.resolve("report.json")))
                        .test())
                .hasValue(WrongTcp.class.getName());

        String again = run(Stream.of(after("again:", r5).split(" ", -1)).toList());
        assertThat(failure("R5", again)).contains("on platform threads: the peer aborted");
        assertThat(again).doesNotContain("[H1]", "[R10]");
    }

    @Test
    void theReportGoesWhereTheBuildPutsThings() throws Exception {
        run(List.of(PREFIX + "rules=R10"));
        assertThat(directory.resolve("target")).doesNotExist();

        for (String build : List.of("build", "target")) {
            Files.createDirectory(directory.resolve(build));
            run(List.of(PREFIX + "rules=R10"));
            assertThat(directory.resolve(build).resolve("conformance").resolve(WrongTcp.class.getName()))
                    .isDirectoryContaining(file -> file.endsWith("report.html"));
        }
    }

    @Test
    void propertiesThatMeanNothingAreFailuresThatSaySo() throws Exception {
        assertThat(run(List.of(PREFIX + "rules=R10,R99")))
                .contains("rules=R10,R99 names what is no rule of the contract: R99")
                .doesNotContain("passed");
        // With no tries at all, every property would hold.
        assertThat(run(List.of(PREFIX + "rules=R2", PREFIX + "tries=0")))
                .contains("tries=0 is not a whole number of at least 1")
                .doesNotContain("passed");
        assertThat(run(List.of(PREFIX + "rules=R2", PREFIX + "patience=soon")))
                .contains("patience=soon is not a number of seconds above zero")
                .doesNotContain("passed");
    }
}
