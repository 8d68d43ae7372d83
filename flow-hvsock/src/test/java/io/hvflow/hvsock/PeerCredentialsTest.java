package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.PeerCredentials;
import io.hvflow.internal.Transfers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerCredentialsTest {
    private final String address = "unix:@hvflow-" + UUID.randomUUID();

    private static PeerCredentials mine() throws IOException {
        Path self = Path.of("/proc/self");
        return PeerCredentials.of(
                OptionalLong.of(ProcessHandle.current().pid()),
                ((Integer) Files.getAttribute(self, "unix:uid")).longValue(),
                ((Integer) Files.getAttribute(self, "unix:gid")).longValue());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothEndsLearnWhoseProcessThePeerIs(boolean framing) throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS.framing(framing);
        try (FlowListener listener = Flows.listen(address, options);
                Flow near = Transfers.watch((sent, offered, moved) -> {}, () -> Flows.connect(address, options));
                Flow far = listener.accept()) {
            near.shutdownWrite();
            far.shutdownWrite();

            assertThat(far.peerCredentials()).contains(mine());
            assertThat(near.peerCredentials()).contains(mine());
        }
    }

    @Test
    @SuppressWarnings("try") // closed early, which is what this looks at
    void afterCloseTheyAreNotKnownAnyMore() throws IOException {
        try (FlowListener listener = Flows.listen(address);
                Flow near = Flows.connect(address);
                Flow far = listener.accept()) {
            near.close();
            assertThat(far.peerCredentials()).contains(mine()); // the peer may be gone

            assertThatThrownBy(near::peerCredentials).isInstanceOf(FlowClosedException.class);
        }
    }
}
