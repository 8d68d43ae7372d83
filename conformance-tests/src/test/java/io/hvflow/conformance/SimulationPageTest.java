package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.simulator.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.annotation.Testable;
import org.opentest4j.AssertionFailedError;

/** What the page on simulation prints: its Java passes and fails as it says, and with the message that it shows. */
@Timeout(300)
class SimulationPageTest {
    private static final Pattern REPLAY = Pattern.compile("-D(io\\.hvflow\\.simulator\\.replay=\\S+)");

    @TempDir
    private Path directory;

    private final Printed page = Printed.page("docs/simulation.md");

    SimulationPageTest() throws IOException {}

    /** What calling that test method prints: "passed" at last, or the failure as the JVM shows it. */
    private String call(String type, String source, String method, String... options) throws Exception {
        Files.writeString(directory.resolve(type + ".java"), source);
        Files.writeString(directory.resolve("Run.java"), """
                void main() throws Exception {
                    new %s().%s();
                    IO.println("passed");
                }
                """.formatted(type, method));
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(
                List.of("-cp", Printed.jars(Test.class, Testable.class, AssertionFailedError.class), "Run.java"));
        return Printed.run(directory, arguments.toArray(String[]::new));
    }

    private String firstTest() {
        return page.javaWith("class SquareTest");
    }

    @Test
    void theFirstTestFailsWithTheMessageThatThePageShowsAndItsTokenRepeatsIt() throws Exception {
        String printed = call("SquareTest", firstTest(), "everyAnswerArrives");
        for (String line : failure().split("\n", -1)) {
            assertThat(printed).contains(line);
        }
        Matcher replay = REPLAY.matcher(failure());
        assertThat(replay.find()).isTrue();
        assertThat(call("SquareTest", firstTest(), "everyAnswerArrives", "-D" + replay.group(1)))
                .contains("failed in this run of a token", "the peer has ended");
    }

    /** The block of the page with the failure. */
    private String failure() {
        Matcher block = Pattern.compile("^```text\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page.text());
        assertThat(block.find()).isTrue();
        return block.group(1).strip();
    }

    @Test
    void theFirstTestPassesWithTheMethodThatThePageGivesInstead() throws Exception {
        Pattern method = Pattern.compile("    static int square\\(.*?\n    }\n", Pattern.DOTALL);
        String mended = method.matcher(firstTest())
                .replaceFirst(Matcher.quoteReplacement(
                        page.javaWith("    ByteBuffer result").indent(4)));
        assertThat(mended).isNotEqualTo(firstTest());
        assertThat(call("SquareTest", mended, "everyAnswerArrives")).endsWith("passed");
    }

    @Test
    void theTestWithAnOutagePasses() throws Exception {
        assertThat(call("OutageTest", page.javaWith("class OutageTest"), "theClientTriesAgainUntilTheGuestIsUp"))
                .endsWith("passed");
    }

    @Test
    void noJavaIsOnThePageThatIsNotRun() {
        assertThat(page.java()).hasSize(3);
    }

    @Test
    void everyProfileHasItsRow() {
        assertThat(Arrays.stream(Profile.values())
                        .map(profile -> "\n| " + profile.id() + " `" + profile.name() + "` |"))
                .allSatisfy(row -> assertThat(page.text()).contains(row));
    }
}
