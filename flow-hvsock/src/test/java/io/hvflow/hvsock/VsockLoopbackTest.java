package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.VsockAddress;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.RawSocket;
import io.hvflow.hvsock.posix.SocketName;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connected AF_VSOCK sockets, their options and those that are inherited, where the kernel has the loopback transport: the lab runs this in its
 * guest.
 */
@Timeout(180) // in an emulated guest, where one of them starts a Java virtual machine
class VsockLoopbackTest {
    private static final VsockFamily VSOCK = new VsockFamily();
    private static final VsockAddress LOCAL = new VsockAddress(VsockAddress.CID_LOCAL, VsockAddress.PORT_ANY);
    private static final int SMALL = 4096;
    private static final FlowOptions PLAIN = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);
    private static final FlowOptions TINY =
            PLAIN.transport(VsockOptions.DEFAULTS.bufferSize(SMALL).bufferMaxSize(2 * SMALL));
    private static final FlowOptions TO_HOST = PLAIN.transport(VsockOptions.DEFAULTS.toHost(true));
    private static final Path SOCAT = Path.of("/bin/socat");

    private OpenDescriptors before;

    /** Listening tells whether the transport is there, so that nothing connects where it is not. */
    @BeforeEach
    void needsLoopback() throws IOException {
        String missing = VSOCK.unavailable().orElse("");
        Assumptions.assumeTrue(missing.isEmpty(), () -> "no AF_VSOCK here: " + missing);
        try {
            VSOCK.listen(LOCAL, PLAIN).close();
        } catch (FlowException e) {
            Assumptions.abort("no vsock loopback here: " + e.getMessage());
        }
        before = OpenDescriptors.now();
    }

    @AfterEach
    void nothingIsLeft() {
        if (before != null) {
            before.awaitNoneAdded();
        }
    }

    private static long filled(FlowOptions listening, FlowOptions connecting) throws IOException {
        ListenSocket listener = VSOCK.listen(LOCAL, listening);
        StreamSocket near = VSOCK.connect((VsockAddress) listener.localAddress(), connecting);
        StreamSocket far = accept(listener);
        long sent = Sockets.fill(near);
        assertThat(far.read(ByteBuffer.allocate(2 * SMALL))).isPositive();
        near.close();
        far.close();
        listener.close();
        return sent;
    }

    private static StreamSocket accept(ListenSocket listener) throws IOException {
        Waiter waiter = listener.waiting().waiter(Readiness.READABLE);
        StreamSocket accepted = listener.accept();
        while (accepted == null) {
            waiter.await(Waiter.NEVER);
            accepted = listener.accept();
        }
        return accepted;
    }

    private static void assertMovesBytes(Flow one, Flow other) throws IOException {
        one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        ByteBuffer bytes = ByteBuffer.allocate(3);
        assertThat(other.readInto(bytes)).isTrue();
        assertThat(bytes.array()).containsExactly(1, 2, 3);
    }

    /** The credit is the smaller of both buffers, so a peer that does not read stops the writer after that many bytes. */
    @Test
    void theBufferThatIsAskedForIsTheCredit() throws IOException {
        assertThat(filled(TINY, TINY)).isBetween(1L, (long) SMALL);
        assertThat(filled(PLAIN, TINY)).isBetween(1L, (long) SMALL);
        assertThat(filled(PLAIN, PLAIN)).isGreaterThan(8L * SMALL);
    }

    /** A socket that is accepted has what its listener has. */
    @Test
    void theListenersBufferIsThatOfWhatItAccepts() throws IOException {
        assertThat(filled(TINY, PLAIN)).isBetween(1L, (long) SMALL);
        int listening = RawSocket.listening(Linux.AF_VSOCK, vsock(VsockAddress.PORT_ANY, 0));
        VSOCK.configure(RawSocket.view(listening), LOCAL, TINY);
        int near = RawSocket.connected(Linux.AF_VSOCK, vsock(port(listening), 0));

        int far = RawSocket.accepted(listening);

        assertThat(RawSocket.option(far, Linux.SO_VM_SOCKETS_BUFFER_SIZE)).isEqualTo(SMALL);
        assertThat(RawSocket.option(far, Linux.SO_VM_SOCKETS_BUFFER_MIN_SIZE)).isEqualTo(128);
        assertThat(RawSocket.option(far, Linux.SO_VM_SOCKETS_BUFFER_MAX_SIZE)).isEqualTo(2 * SMALL);
        assertThat(RawSocket.option(near, Linux.SO_VM_SOCKETS_BUFFER_SIZE)).isEqualTo(262144);
        for (int number : new int[] {near, far, listening}) {
            RawSocket.close(number);
        }
    }

    /** The system's own is 2 s; ours comes a second after the caller's, who is to end an attempt himself. */
    @ParameterizedTest
    @ValueSource(longs = {0, 250, 7_000, 3_600_000})
    void theKernelHasTheConnectTimeout(long millis) throws IOException {
        int number = RawSocket.open(Linux.AF_VSOCK);
        try {
            assertThat(RawSocket.connectTimeout(number)).isEqualTo(Duration.ofSeconds(2));

            VSOCK.connectTimeout(RawSocket.view(number), LOCAL, Duration.ofMillis(millis));

            // The kernel counts in ticks of its own, of 10 ms at most.
            assertThat(RawSocket.connectTimeout(number))
                    .isBetween(Duration.ofMillis(millis + 990), Duration.ofMillis(millis + 1010));
        } finally {
            RawSocket.close(number);
        }
    }

    private static byte[] vsock(long port, int flags) {
        return SocketName.vsock(VsockAddress.CID_LOCAL, port, flags);
    }

    private static long port(int number) {
        return SocketName.port(RawSocket.name(number));
    }

    @Test
    void anInheritedListenerServes() throws IOException {
        int number = RawSocket.listening(Linux.AF_VSOCK, vsock(VsockAddress.PORT_ANY, 0));
        InheritedSocket inherited = InheritedSocket.of(number);
        assertThat(inherited.isListening()).isTrue();
        VsockAddress address = new VsockAddress(VsockAddress.CID_LOCAL, port(number));

        FlowListener listener = inherited.listener(PLAIN);

        assertThat(listener.localAddress()).isEqualTo(address);
        assertThat(RawSocket.isPassedOn(number)).isFalse();
        assertThat(RawSocket.isBlocking(number)).isFalse();
        try (Flow near = new HvsockProvider().connect(address, PLAIN);
                Flow far = listener.accept()) {
            assertMovesBytes(near, far);
            assertMovesBytes(far, near);
            assertThat(far.localAddress()).isEqualTo(address);
        }
        listener.close();
        assertThatThrownBy(inherited::isListening).hasMessageContaining("EBADF 9");
    }

    @Test
    void anInheritedConnectedSocketIsAFlow() throws IOException {
        try (FlowListener listener = new HvsockProvider().listen(LOCAL, PLAIN)) {
            long port = ((VsockAddress) listener.localAddress()).port();
            int number = RawSocket.connected(Linux.AF_VSOCK, vsock(port, 0));
            InheritedSocket inherited = InheritedSocket.of(number);
            assertThat(inherited.isListening()).isFalse();

            try (Flow flow = inherited.flow(PLAIN);
                    Flow far = listener.accept()) {
                assertThat(flow.remoteAddress()).isEqualTo(listener.localAddress());
                // The kernel leaves the CID of a socket that was not bound open, and tells it to the peer alone.
                assertThat(far.remoteAddress()).isEqualTo(new VsockAddress(VsockAddress.CID_LOCAL, port(number)));
                assertThat(flow.localAddress()).isEqualTo(new VsockAddress(VsockAddress.CID_ANY, port(number)));
                assertThat(RawSocket.isPassedOn(number)).isFalse();
                // Others who share it may count on that; our own calls never block all the same.
                assertThat(RawSocket.isBlocking(number)).isTrue();
                assertMovesBytes(flow, far);
                flow.shutdownWrite();
                assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                assertMovesBytes(far, flow);
            }
        }
    }

    /** As {@link InheritedSocket#flow} says of AF_VSOCK; the number stays its owner's. */
    @Test
    void anInheritedSocketThatWasShutDownHalfwayIsNotConnected() throws IOException {
        try (FlowListener listener = new HvsockProvider().listen(LOCAL, PLAIN)) {
            long port = ((VsockAddress) listener.localAddress()).port();
            int number = RawSocket.connected(Linux.AF_VSOCK, vsock(port, 0));
            Flow far = listener.accept();
            RawSocket.shutdownWrite(number);

            assertThatThrownBy(() -> InheritedSocket.of(number).flow(PLAIN))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessage("take over descriptor " + number + ": it is not connected");
            assertThat(RawSocket.isPassedOn(number)).isTrue();
            RawSocket.close(number);
            far.abort();
        }
    }

    /** Another program accepts, and starts ours with the connection as its standard input, as inetd does. */
    @Test
    void aProgramThatIsStartedWithAConnectionServesIt(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(SOCAT), "there is no " + SOCAT);
        long port = freePort();
        Path said = directory.resolve("said");
        // By a script, since the colons of a class path mean something to socat.
        Path script = Files.writeString(
                directory.resolve("echo"),
                "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '%s' %s 2>'%s'\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                InheritedEcho.class.getName(),
                                said));
        Process socat = new ProcessBuilder(
                        SOCAT.toString(), "VSOCK-LISTEN:" + port, "EXEC:/bin/sh " + script + ",nofork")
                .inheritIO()
                .start();
        try (Flow near = connect(new VsockAddress(VsockAddress.CID_LOCAL, port))) {
            near.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            near.shutdownWrite();
            ByteBuffer echo = ByteBuffer.allocate(9);
            assertThat(near.readInto(echo)).isFalse();
            assertThat(echo.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(socat.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(said).hasContent("moved 3 from vsock");
        } finally {
            socat.destroyForcibly();
        }
    }

    private static long freePort() throws IOException {
        ListenSocket listener = VSOCK.listen(LOCAL, PLAIN);
        listener.close();
        return ((VsockAddress) listener.localAddress()).port();
    }

    /** It takes socat a moment to listen. */
    private static Flow connect(FlowAddress address) {
        Flow[] connected = new Flow[1];
        Eventually.holds(
                () -> {
                    try {
                        connected[0] = new HvsockProvider().connect(address, PLAIN);
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                },
                () -> "nobody listens at " + address);
        return connected[0];
    }

    /** The kernel takes the flag where it is in the name, tells it with the peer's name, and takes no other. */
    @Test
    void theFlagReachesTheKernel() throws IOException {
        int listening = RawSocket.listening(Linux.AF_VSOCK, vsock(VsockAddress.PORT_ANY, 0));
        VsockAddress address = new VsockAddress(VsockAddress.CID_LOCAL, port(listening));
        byte[] flagged = VSOCK.connectName(address, TO_HOST);
        byte[] unknown = vsock(address.port(), 2);

        int near = RawSocket.connected(Linux.AF_VSOCK, flagged);

        assertThat(RawSocket.peerName(near)).isEqualTo(flagged);
        assertThatThrownBy(() -> RawSocket.connected(Linux.AF_VSOCK, unknown)).hasMessageContaining("EINVAL 22");
        RawSocket.close(near);
        RawSocket.close(listening);
    }

    /** The own machine's CID leads to itself, flag or not. */
    @Test
    void whatIsMeantForTheHostConnectsToTheLocalCidAllTheSame() throws IOException {
        HvsockProvider provider = new HvsockProvider();
        try (FlowListener listener = provider.listen(LOCAL, PLAIN);
                Flow near = provider.connect(listener.localAddress(), TO_HOST);
                Flow far = listener.accept()) {
            assertThat(near.remoteAddress()).isEqualTo(listener.localAddress());
            assertMovesBytes(near, far);
        }
    }

    /** This guest has the driver of a device, and no device: the kernel's answer is the same by way of it as without the flag. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereNoDeviceLeadsToTheHostThatIsSaid(boolean toHost) {
        for (long cid : new long[] {VsockAddress.CID_HOST, 77}) {
            assertThatThrownBy(() -> VSOCK.connect(new VsockAddress(cid, 5000), toHost ? TO_HOST : PLAIN))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("ENODEV 19");
        }
    }

    @Test
    void L1_nobodyListensWithTheFlagToo() throws IOException {
        long port = freePort();

        assertThatThrownBy(() -> VSOCK.connect(new VsockAddress(VsockAddress.CID_LOCAL, port), TO_HOST))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("ECONNRESET 104");
    }
}
