package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Flows over a socket that takes bytes before its transport has them, as one that sends by threads of its own does. */
@Timeout(30)
class HoldingSocketTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(50));

    private final MemorySocket[] pair = MemorySocket.pair(10_000);
    private final HoldingSocket socket = new HoldingSocket(pair[0]);

    HoldingSocketTest() {
        pair[0].prompt = false;
    }

    private Flow holding(FlowOptions options) throws IOException {
        Flow flow = BufferedFlow.of(socket, options);
        flow.write(ByteBuffer.allocate(300));
        assertThat(socket.held()).isEqualTo(300);
        return flow;
    }

    @Test
    void C3_whatTheSocketHoldsWhenTimeIsUpIsLostAndTold() throws IOException {
        Flow near = holding(OPTIONS);
        Flow far = BufferedFlow.of(pair[1], OPTIONS);

        assertThatThrownBy(near::close)
                .isInstanceOfSatisfying(
                        FlowTimeoutException.class, e -> assertThat(e.bytes()).isEqualTo(300));
        assertThatThrownBy(far::read).isInstanceOf(FlowResetException.class);
    }

    @Test
    void C1_closeWaitsForWhatTheSocketHolds() throws IOException {
        Flow near = holding(OPTIONS);
        socket.deliverWhenAsked = true;
        near.close();
        assertDelivered();
    }

    @Test
    void C1_aCloseThatDoesNotWaitForThePeerStillLeavesTheSocketItsMoment() throws IOException {
        Flow near = holding(OPTIONS.closeTimeout(Duration.ZERO));
        socket.deliverWhenAsked = true;
        near.close();
        assertDelivered();
    }

    private void assertDelivered() throws IOException {
        Flow far = BufferedFlow.of(pair[1], OPTIONS);
        ByteBuffer came = ByteBuffer.allocate(300);
        assertThat(far.readInto(came)).isTrue();
        assertThat(far.readInto(ByteBuffer.allocate(1))).isFalse();
    }

    @Test
    void C3_whatTheSocketHeldWhenTheStreamBrokeIsToldByClose() throws IOException {
        Flow near = holding(OPTIONS);
        socket.failure = new FlowResetException("write", socket.remoteAddress(), "reset", null);

        assertThatThrownBy(near::close).isInstanceOf(FlowResetException.class).hasMessageStartingWith("close");
    }

    @Test
    void C1_aPeerThatReadsNoMoreMissesNothing() throws IOException {
        Flow near = holding(OPTIONS);
        socket.failure = new FlowClosedException("write", socket.remoteAddress(), "the peer has closed", null);

        near.close();
        assertThat(pair[0].closes).isOne();
    }

    /** Takes what it is given, and sends it when it is told to. */
    private static final class HoldingSocket implements StreamSocket {
        private final MemorySocket transport;
        private final ByteBuffer held = ByteBuffer.allocate(1000);
        volatile boolean deliverWhenAsked;
        volatile IOException failure;

        HoldingSocket(MemorySocket transport) {
            this.transport = transport;
        }

        @Override
        public int write(ByteBuffer src) {
            synchronized (held) {
                int count = src.remaining();
                held.put(src);
                return count;
            }
        }

        @Override
        public boolean flush() throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (deliverWhenAsked) {
                deliverWhenAsked = false;
                Thread.ofVirtual().start(this::deliver);
                return false;
            }
            return held() == 0;
        }

        private void deliver() {
            synchronized (held) {
                try {
                    transport.write(held.flip());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                held.clear();
            }
            transport.waiting.wakeAll();
        }

        @Override
        public int held() {
            synchronized (held) {
                return held.position();
            }
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return transport.read(dst);
        }

        @Override
        public void shutdownRead() {
            transport.shutdownRead();
        }

        @Override
        public void shutdownWrite() {
            transport.shutdownWrite();
        }

        @Override
        public void close() {
            transport.close();
        }

        @Override
        public void abort() {
            transport.abort();
        }

        @Override
        public FlowAddress localAddress() {
            return transport.localAddress();
        }

        @Override
        public FlowAddress remoteAddress() {
            return transport.remoteAddress();
        }

        @Override
        public Set<Capability> capabilities() {
            return transport.capabilities();
        }

        @Override
        public Waiting waiting() {
            return transport.waiting();
        }
    }
}
