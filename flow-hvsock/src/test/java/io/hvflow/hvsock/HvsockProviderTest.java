package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.Flows;
import io.hvflow.UnixAddress;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HvsockProviderTest {
    private final FlowProvider provider = new HvsockProvider();

    @Test
    void isFoundAndChosenByItsScheme() throws IOException {
        try (Sockets sockets = Sockets.open();
                FlowListener listener = Flows.listen("unix://" + sockets.path("found"))) {
            assertThat(Flows.providers()).hasAtLeastOneElementOfType(HvsockProvider.class);
            assertThat(listener.localAddress()).isEqualTo(new UnixAddress(sockets.path("found")));
        }
    }

    @Test
    void servesItsSchemesHere() {
        assertThat(provider.name()).isEqualTo("hvsock");
        assertThat(provider.schemes()).containsExactlyInAnyOrder("unix", "hybrid", "hyperkit", "vsock", "hvsock");
        assertThat(provider.unavailable("unix")).isEmpty();
        assertThat(provider.unavailable("hybrid")).isEmpty();
        assertThat(provider.unavailable("sim")).isPresent();
    }

    @Test
    void L9_otherSchemesAreRefusedByName() {
        FlowAddress other = FlowAddress.parse("sim://guest:5000");

        assertThatThrownBy(() -> provider.connect(other, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageContaining("hybrid");
        assertThatThrownBy(() -> provider.listen(other, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowUnsupportedException.class);
    }

    @Test
    void flowsMoveBytes() throws IOException {
        try (Sockets sockets = Sockets.open()) {
            FlowAddress address = FlowAddress.parse("unix://" + sockets.path("flows"));
            FlowOptions options = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);
            try (FlowListener listener = provider.listen(address, options);
                    Flow near = provider.connect(address, options);
                    Flow far = listener.accept()) {
                near.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                ByteBuffer bytes = ByteBuffer.allocate(3);

                assertThat(far.readInto(bytes)).isTrue();
                assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            }
        }
    }
}
