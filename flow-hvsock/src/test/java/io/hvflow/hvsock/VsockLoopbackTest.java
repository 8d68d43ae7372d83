package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.VsockAddress;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Options of connected AF_VSOCK sockets, where the kernel has the loopback transport: as in the lab's guest. */
@Timeout(60)
class VsockLoopbackTest {
    private static final VsockFamily VSOCK = new VsockFamily();
    private static final VsockAddress LOCAL = new VsockAddress(VsockAddress.CID_LOCAL, VsockAddress.PORT_ANY);
    private static final int SMALL = 4096;
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.transport(
            VsockOptions.DEFAULTS.bufferSize(SMALL).bufferMaxSize(2 * SMALL));

    private ListenSocket listener;

    /** Listening tells whether the transport is there, so that nothing connects where it is not. */
    @BeforeEach
    void needsLoopback() throws IOException {
        String missing = VSOCK.unavailable().orElse("");
        Assumptions.assumeTrue(missing.isEmpty(), () -> "no AF_VSOCK here: " + missing);
        try {
            listener = VSOCK.listen(LOCAL, OPTIONS);
        } catch (FlowException e) {
            Assumptions.abort("no vsock loopback here: " + e.getMessage());
        }
    }

    @AfterEach
    void close() {
        if (listener != null) {
            listener.close();
        }
    }

    /** The credit is the smaller of both buffers, so a peer that does not read stops the writer after that many bytes. */
    @Test
    void theBufferThatIsAskedForIsTheCredit() throws IOException {
        StreamSocket near = VSOCK.connect((VsockAddress) listener.localAddress(), OPTIONS);
        StreamSocket far = accept();

        long sent = Sockets.fill(near);

        assertThat(sent).isBetween(1L, (long) SMALL);
        assertThat(far.read(ByteBuffer.allocate(2 * SMALL))).isPositive();
        near.close();
        far.close();
    }

    private StreamSocket accept() throws IOException {
        Waiter waiter = listener.waiting().waiter(Readiness.READABLE);
        StreamSocket accepted = listener.accept();
        while (accepted == null) {
            waiter.await(Waiter.NEVER);
            accepted = listener.accept();
        }
        return accepted;
    }
}
