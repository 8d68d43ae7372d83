package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names under what a JVM is started with: its locale, its directory, its umask, its class path. */
@Tag("long")
@Timeout(180)
class NamesInOwnJvmTest {
    private static final String GRANTED = "--enable-native-access=ALL-UNNAMED";

    @TempDir
    Path directory;

    private static List<String> lines(ChildJvm.Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return outcome.out().lines().toList();
    }

    @Test
    void L11_underTheCLocaleNoNameOfAPeerThrows() throws Exception {
        ChildJvm.Outcome outcome = ChildJvm.run(
                List.of("env", "LC_ALL=C"), List.of(GRANTED), NamesOfPeers.class, List.of(directory.toString()));

        assertThat(lines(outcome))
                .containsExactly(
                        "unix:///plain",
                        "unnamed",
                        "unnamed",
                        "unnamed",
                        "unnamed",
                        "unix:@hvflow-PID",
                        "refused, with what to do");
    }

    @Test
    void L11_underUtf8NamesOfNoTextAreUnnamedAndOthersAreThemselves() throws Exception {
        ChildJvm.Outcome outcome = ChildJvm.run(
                List.of("env", "LC_ALL=C.UTF-8"), List.of(GRANTED), NamesOfPeers.class, List.of(directory.toString()));

        assertThat(lines(outcome))
                .containsExactly(
                        "unix:///plain",
                        "unnamed",
                        "unnamed",
                        "unix:///%C3%A9",
                        "unnamed",
                        "unix:@hvflow-PID",
                        "listened");
    }

    @Test
    void L12_relativePathsMeanWhatTheyMeanToTheJdk() throws Exception {
        assertAllMeet(ChildJvm.run(List.of(), List.of(GRANTED), RelativePaths.class, List.of()));
    }

    @Test
    void L12_relativePathsFollowUserDirAsTheJdkDoes() throws Exception {
        ChildJvm.Outcome outcome =
                ChildJvm.run(List.of(), List.of(GRANTED, "-Duser.dir=" + directory), RelativePaths.class, List.of());

        assertAllMeet(outcome);
        assertThat(files(directory)).isEmpty();
    }

    @Test
    void L12_userDirThatIsSetLaterChangesNothing() throws Exception {
        assertAllMeet(ChildJvm.run(List.of(), List.of(GRANTED), RelativePaths.class, List.of(directory.toString())));
    }

    private static void assertAllMeet(ChildJvm.Outcome outcome) throws IOException {
        assertThat(lines(outcome))
                .containsExactly(
                        "address unix:flows.sock",
                        "the JDK sees the file: true",
                        "a channel reaches the flow: true",
                        "the file is gone: true",
                        "a flow reaches the channel: unix:channels.sock");
        assertThat(files(Path.of(""))).doesNotContain("flows.sock", "channels.sock");
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void L12_firstListenOfAProcessIsSeenOnlyWhenItAccepts() throws Exception {
        ChildJvm.Outcome outcome =
                ChildJvm.run(List.of(), List.of(GRANTED), SeenAndConnected.class, List.of(directory.toString()));

        assertThat(lines(outcome)).containsExactly("connected: true");
        assertThat(files(directory)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"000 rwxrwxrwx", "022 rwxr-xr-x", "077 rwx------"})
    void modeIsTheUmasksUnlessItIsAskedFor(String umaskAndMode) throws Exception {
        String umask = umaskAndMode.substring(0, 3);
        ChildJvm.Outcome outcome = ChildJvm.run(
                List.of("sh", "-c", "umask " + umask + "; exec \"$0\" \"$@\""),
                List.of(GRANTED),
                ModesOfFiles.class,
                List.of(directory.toString()));

        assertThat(lines(outcome)).containsExactly(umaskAndMode.substring(4), "rw-rw-rw-");
    }

    /** A jar of several whose services files were lost in the making. */
    @Test
    void L9_classesWithoutTheirServicesFileAreRecognized() throws Exception {
        Path classes = Path.of(ChildJvm.location(HvsockProvider.class));
        Path bare = directory.resolve("bare");
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains("META-INF") && !file.endsWith("module-info.class")) {
                    Path copy = bare.resolve(classes.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        String classPath = String.join(
                ":", ChildJvm.location(Flow.class), bare.toString(), ChildJvm.location(NamesInOwnJvmTest.class));

        ChildJvm.Outcome outcome =
                ChildJvm.run(List.of(), List.of(GRANTED, "-cp", classPath), Unannounced.class, List.of());

        assertThat(lines(outcome))
                .singleElement()
                .asString()
                .contains("io.hvflow.hvsock.HvsockProvider is here")
                .contains("META-INF/services/io.hvflow.spi.FlowProvider")
                .contains("ServicesResourceTransformer");
    }
}
