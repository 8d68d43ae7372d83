package io.hvflow.conformance.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void theFirstThatServesIsTaken() throws Exception {
        Path longOne = Files.createDirectories(directory.resolve("d".repeat(100)));
        Path good = Files.createTempDirectory("hv");

        Path found = SocketDirectory.find(List.of("/dev/null", longOne.toString(), good.toString(), "/tmp"))
                .directory();

        assertThat(found).isNotNull().hasParentRaw(good);
        assertThat(longOne).isEmptyDirectory();
        Files.delete(found);
        Files.delete(good);
    }

    @Test
    void whereNoneServesEachIsNamedWithItsReason() throws Exception {
        Path longOne = Files.createDirectories(directory.resolve("d".repeat(100)));

        String reason =
                SocketDirectory.find(List.of("/dev/null", longOne.toString())).reason();

        assertThat(reason)
                .contains("-Djava.io.tmpdir=DIR")
                .contains("/dev/null takes no directory")
                .contains(longOne + " is too long for the path of a socket");
    }
}
