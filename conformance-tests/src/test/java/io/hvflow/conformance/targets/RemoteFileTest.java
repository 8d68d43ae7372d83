package io.hvflow.conformance.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hvflow.conformance.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Targets that a file describes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteFileTest {
    @TempDir
    private Path directory;

    private Target read(String patience) throws IOException {
        Path file = directory.resolve("silent.properties");
        Files.writeString(file, """
                name = silent
                near = unix:near-{port}
                far = unix:far-{port}
                agent.command = sleep 60
                agent.patience = %s
                """.formatted(patience));
        return RemoteFile.read(file);
    }

    @Test
    void anAgentHasThePatienceOfItsFileToGreet() throws IOException {
        assertThat(read("1").unavailable())
                .hasValueSatisfying(why -> assertThat(why).contains("it did not greet within 1 s"));
    }

    @Test
    void aPatienceThatIsNoNumberOfSecondsIsRefusedByName() {
        for (String wrong : new String[] {"soon", "0", "-1", "1.5"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(wrong))
                    .withMessageContaining("agent.patience is " + wrong);
        }
    }
}
