package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Profile;
import io.hvflow.simulator.Scenario;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A service in a guest behind Firecracker, where a host that shuts down writing is taken to have closed (F-01). */
class RequestResponseTest {

    /** How the two ends tell where a message ends. */
    private interface Protocol {
        void send(Flow flow, String message) throws IOException;

        String receive(Flow flow) throws IOException;
    }

    /** The end of the stream is the end of the message: the bug, since the answer has to come after it. */
    private static final Protocol UNTIL_END = new Protocol() {
        @Override
        public void send(Flow flow, String message) throws IOException {
            flow.write(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
            flow.shutdownWrite();
        }

        @Override
        public String receive(Flow flow) throws IOException {
            ByteBuffer message = ByteBuffer.allocate(1000);
            flow.readInto(message);
            return new String(message.array(), 0, message.position(), StandardCharsets.UTF_8);
        }
    };

    /** The length comes first, and nobody has to end a stream. */
    private static final Protocol WITH_LENGTH = new Protocol() {
        @Override
        public void send(Flow flow, String message) throws IOException {
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            flow.writev(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length), ByteBuffer.wrap(bytes));
        }

        @Override
        public String receive(Flow flow) throws IOException {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            fill(flow, length);
            ByteBuffer message = ByteBuffer.allocate(length.getInt(0));
            fill(flow, message);
            return new String(message.array(), StandardCharsets.UTF_8);
        }

        private void fill(Flow flow, ByteBuffer buffer) throws IOException {
            if (!flow.readInto(buffer)) {
                throw new EOFException("the peer ended in the middle of a message");
            }
        }
    };

    private static Scenario asks(Protocol protocol) {
        return simulation -> {
            FlowListener listener =
                    simulation.guest("guest").listen(FlowAddress.parse("vsock://:52"), FlowOptions.DEFAULTS);
            simulation.hypervisor().install(Profile.HYBRID_HOST_HALFCLOSE_IS_CLOSE.rule());
            simulation.serve(simulation.guest("guest"), "service", () -> {
                try (Flow flow = listener.accept()) {
                    protocol.send(flow, "Hello, " + protocol.receive(flow));
                } catch (IOException gone) {
                    simulation.note("the service lost its client");
                }
            });
            try (Flow flow = simulation.host().connect(FlowAddress.parse("sim://guest:52"), FlowOptions.DEFAULTS)) {
                protocol.send(flow, "host");
                assertThat(protocol.receive(flow)).isEqualTo("Hello, host");
            }
        };
    }

    @Test
    void theSimulatorFindsThatTheAnswerIsLost() {
        assertThatThrownBy(() -> Exploration.of(asks(UNTIL_END)).seeds(10_000).check())
                .hasMessageContaining("Hello, host")
                .hasMessageContaining("io.hvflow.simulator.replay=flow1:");
    }

    @Test
    void theAnswerArrivesWhereTheLengthComesFirst() throws Exception {
        Exploration.of(asks(WITH_LENGTH)).check();
    }
}
