package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What docs/simulation.md shows, done as its reader would: every example is compiled and run as it is printed. */
@Timeout(300)
class SimulationPageTest {
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);
    private static final Pattern TOKEN = Pattern.compile("-D" + Pattern.quote(Exploration.REPLAY) + "=(\\S+)");

    /** What differs from version to version, and not for the reader: how the search went. */
    private static final Pattern SEARCH = Pattern.compile("failed (at|in) .*:\n");

    @TempDir
    private static Path directory;

    private static Page page;

    @BeforeAll
    static void saveTheExamples() throws IOException {
        page = Page.of("docs/simulation.md", directory);
        for (String example : page.code("java")) {
            Matcher named = CLASS.matcher(example);
            page.save(named.find() ? named.group(1) + ".java" : "Picture.java", example);
        }
        compile();
    }

    private static void compile() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-cp", classPath()));
        try (var sources = Files.newDirectoryStream(directory, "*.java")) {
            sources.forEach(source -> arguments.add(source.toString()));
        }
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(new PrintWriter(System.out), new PrintWriter(System.err), arguments.toArray(String[]::new));
        assertThat(status).isZero();
    }

    private static String classPath() {
        return directory + System.getProperty("path.separator") + System.getProperty("java.class.path");
    }

    private static String test(String name, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(Arrays.asList(options));
        arguments.addAll(List.of("-cp", classPath(), TestRun.class.getName(), name));
        return page.java(arguments);
    }

    private static String printed() {
        return page.code("text").getFirst().strip();
    }

    private static MatchResult token() {
        return TOKEN.matcher(printed()).results().findFirst().orElseThrow();
    }

    @Test
    void theFirstTestFailsWithWhatThePageShows() throws Exception {
        assertThat(SEARCH.matcher(test("GreetingTest")).replaceFirst(""))
                .isEqualTo(SEARCH.matcher(printed()).replaceFirst(""));
    }

    @Test
    void theTokenOnThePageReplaysThatFailure() throws Exception {
        assertThat(SEARCH.matcher(test("GreetingTest", token().group())).replaceFirst(""))
                .isEqualTo(SEARCH.matcher(printed()).replaceFirst(""));
    }

    @Test
    void theFirstTestPassesTenThousandSchedulesWithTheChangeThatThePageShows() throws Exception {
        String broken = Files.readString(directory.resolve("GreetingTest.java"));
        Matcher change = Pattern.compile("^- *(.*)\n\\+ *(.*)\n")
                .matcher(page.code("diff").getFirst());
        assertThat(change.find()).isTrue();
        assertThat(broken).containsOnlyOnce(change.group(1));
        String mended = broken.replace(change.group(1), change.group(2)).replace("GreetingTest", "MendedTest");
        page.save("MendedTest.java", mended);
        compile();
        assertThat(test("MendedTest", "-D" + Exploration.SEEDS + "=10000")).isEqualTo("greetsByTheWholeName() passed");
    }

    @Test
    void thePictureIsDrawnFromTheTokenOnThePage() throws Exception {
        assertThat(directory.resolve("Picture.java")).content().contains(token().group(1));
        assertThat(page.java(List.of("-cp", classPath(), "Picture"))).isEmpty();
        assertThat(directory.resolve("greeting.html")).content().contains("<svg", "write 1 byte at 4");
    }

    @Test
    void theTestOfAnOutagePasses() throws Exception {
        assertThat(test("OutageTest")).isEqualTo("noReportIsLostInAnOutage() passed");
    }

    @Test
    void thePropertyPasses() throws Exception {
        try (URLClassLoader examples = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(examples.loadClass("WritesProperty")))
                                    .filters(EngineFilter.includeEngines("jqwik"))
                                    .build(),
                            listener);
            assertThat(listener.getSummary().getFailures()).isEmpty();
            assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(1);
        }
    }

    @Test
    void theTableHasEveryProfile() {
        List<String> rows = Pattern.compile("^\\| (F-\\d\\d[a-z]?) `(\\w+)` \\|", Pattern.MULTILINE)
                .matcher(page.text())
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        assertThat(rows)
                .isEqualTo(Arrays.stream(Profile.values())
                        .map(profile -> profile.id() + " " + profile.name())
                        .toList());
    }
}
