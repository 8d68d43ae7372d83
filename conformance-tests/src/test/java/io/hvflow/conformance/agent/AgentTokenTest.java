package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTokenTest {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    @Test
    void aFileHasItWithoutTheLineEnd() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "0123456789abcdef\r\n");

        AgentToken token = AgentToken.read(file);

        assertThat(token.bytes()).isEqualTo(SECRET);
        assertThat(token.matches(SECRET)).isTrue();
        assertThat(token.matches("0123456789abcdeF".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(token.matches(new byte[0])).isFalse();
        assertThat(token.toString()).doesNotContain("0123");
    }

    @Test
    void oneThatIsTooShortOrTooLongIsRefusedByName() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "short\n");
        Path huge = Files.write(directory.resolve("huge"), new byte[5000]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentToken.read(file))
                .withMessageContaining(file + ": an agent's token is of 5 bytes, must be of 16 to 1024");
        assertThatIllegalArgumentException().isThrownBy(() -> AgentToken.read(huge));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentToken.ofEnvironment(Map.of(AgentToken.VARIABLE, "short")))
                .withMessageContaining("HVFLOW_AGENT_TOKEN");
        assertThat(AgentToken.ofEnvironment(Map.of(AgentToken.VARIABLE, ""))).isEmpty();
        assertThat(AgentToken.ofEnvironment(Map.of())).isEmpty();
    }
}
