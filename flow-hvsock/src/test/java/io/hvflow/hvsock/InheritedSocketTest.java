package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.RawSocket;
import io.hvflow.hvsock.posix.SocketName;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class InheritedSocketTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);
    private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

    private OpenDescriptors before;
    private Sockets sockets;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
    }

    @AfterEach
    void close() {
        sockets.close();
        before.awaitNoneAdded();
    }

    private static void assertMovesBytes(Flow one, Flow other) throws IOException {
        one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        ByteBuffer bytes = ByteBuffer.allocate(3);
        assertThat(other.readInto(bytes)).isTrue();
        assertThat(bytes.array()).containsExactly(1, 2, 3);
    }

    @Test
    void aListenerServesAndLeavesItsSocketFile() throws IOException {
        Path path = sockets.path("passed");
        int number = RawSocket.listening(Linux.AF_UNIX, RawSocket.name(path));
        assertThat(RawSocket.isPassedOn(number)).isTrue();
        InheritedSocket inherited = InheritedSocket.of(number);
        assertThat(inherited.isListening()).isTrue();

        FlowListener listener = inherited.listener(OPTIONS);
        assertThat(listener.localAddress()).isEqualTo(new UnixAddress(path));
        assertThat(RawSocket.isPassedOn(number)).isFalse();
        assertThat(RawSocket.isBlocking(number)).isFalse();
        try (Flow near = new HvsockProvider().connect(new UnixAddress(path), OPTIONS);
                Flow far = listener.accept()) {
            assertMovesBytes(near, far);
        }
        listener.close();

        assertThat(path).exists();
        assertThatThrownBy(inherited::isListening)
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("no such descriptor is open (EBADF 9)");
    }

    @Test
    void aConnectedSocketIsAFlow() throws IOException {
        int number = RawSocket.connected(sockets.path("pairs"));
        StreamSocket peer = sockets.listener().accept();
        InheritedSocket inherited = InheritedSocket.of(number);
        assertThat(inherited.isListening()).isFalse();

        Flow flow = inherited.flow(OPTIONS);
        assertThat(flow.remoteAddress()).isEqualTo(new UnixAddress(sockets.path("pairs")));
        assertThat(RawSocket.isPassedOn(number)).isFalse();
        flow.write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(peer.read(ByteBuffer.allocate(9))).isOne();
        flow.close();

        assertThat(peer.read(ByteBuffer.allocate(9))).isEqualTo(-1);
        peer.close();
    }

    @Test
    void aSocketWithAnAbstractNameHasIt() throws IOException {
        byte[] anyAbstract = {Linux.AF_UNIX, 0};
        int number = RawSocket.listening(Linux.AF_UNIX, anyAbstract);

        FlowListener listener = InheritedSocket.of(number).listener(OPTIONS);

        assertThat(listener.localAddress().toString()).matches("unix:@[0-9a-f]{5}");
        listener.close();
    }

    /** The number names it where nothing else does: this one listens, which takes a name, that is no text. */
    @Test
    void L11_aSocketWithoutANameIsNamedByItsNumber() throws IOException {
        byte[] noText = SocketName.unixAbstract(
                ("\u00ff" + ProcessHandle.current().pid()).getBytes(StandardCharsets.ISO_8859_1));
        int number = RawSocket.listening(Linux.AF_UNIX, noText);

        FlowListener listener = InheritedSocket.of(number).listener(OPTIONS);

        assertThat(listener.localAddress()).hasToString("unix:///dev/fd/" + number);
        listener.close();
    }

    @Test
    void aVsockListenerHasItsOwnAddress() throws IOException {
        Optional<String> reason = new VsockFamily().unavailable();
        Assumptions.assumeTrue(reason.isEmpty(), () -> "no AF_VSOCK here: " + reason.orElse(""));
        byte[] anyPort = SocketName.vsock(VsockAddress.CID_ANY, VsockAddress.PORT_ANY, 0);
        int number = RawSocket.listening(Linux.AF_VSOCK, anyPort);

        FlowListener listener = InheritedSocket.of(number).listener(OPTIONS);

        assertThat(((VsockAddress) listener.localAddress()).port()).isBetween(1024L, VsockAddress.PORT_ANY - 1);
        assertThat(RawSocket.isBlocking(number)).isFalse();
        listener.close();
    }

    @Test
    void whatIsTakenOverOnceIsNotTakenOverAgain() throws IOException {
        int number = RawSocket.connected(sockets.path("pairs"));
        InheritedSocket inherited = InheritedSocket.of(number);
        Flow flow = inherited.flow(OPTIONS);

        assertThatIllegalStateException()
                .isThrownBy(() -> inherited.flow(OPTIONS))
                .withMessage("descriptor " + number + " has been taken over already");
        flow.close();
    }

    private static void assertStaysOpen(int number) throws IOException {
        assertThat(RawSocket.isPassedOn(number)).isTrue();
        RawSocket.close(number);
    }

    @Test
    void theWrongKindIsRefusedAndStaysAsItWas() throws IOException {
        int connected = RawSocket.connected(sockets.path("pairs"));
        assertThatThrownBy(() -> InheritedSocket.of(connected).listener(OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessage("take over descriptor " + connected + ": it does not listen");
        assertStaysOpen(connected);

        int listening = RawSocket.listening(Linux.AF_UNIX, RawSocket.name(sockets.path("l")));
        assertThatThrownBy(() -> InheritedSocket.of(listening).flow(OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessage("take over descriptor " + listening + ": it is not connected");
        assertStaysOpen(listening);

        int neither = RawSocket.open(Linux.AF_UNIX);
        assertThatThrownBy(() -> InheritedSocket.of(neither).flow(OPTIONS)).hasMessageEndingWith("it is not connected");
        assertStaysOpen(neither);
    }

    @Test
    void otherFamiliesAndTypesAreRefusedByTheirNumbers() throws IOException {
        int inet = RawSocket.inet();
        for (boolean listener : new boolean[] {true, false}) {
            assertThatThrownBy(() -> {
                        InheritedSocket socket = InheritedSocket.of(inet);
                        AutoCloseable unused = listener ? socket.listener(OPTIONS) : socket.flow(OPTIONS);
                    })
                    .isInstanceOf(FlowUnsupportedException.class)
                    .hasMessageContaining("of domain 2, must be AF_UNIX (1) or AF_VSOCK (40)");
        }
        assertStaysOpen(inet);

        int datagram = RawSocket.datagram();
        assertThatThrownBy(() -> InheritedSocket.of(datagram).flow(OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("of type 2, must be a stream socket (1)");
        assertStaysOpen(datagram);
    }

    @Test
    void whatIsNoSocketIsRefused() {
        assertThatThrownBy(() -> InheritedSocket.of(1_000_000).flow(OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("no such descriptor is open (EBADF 9)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InheritedSocket.of(-1))
                .withMessage("descriptor is -1, must be 0 or more");
    }

    @Test
    void aFileIsRefused() throws Exception {
        // Standard input is what the tests were started with, and that may even be a socket; a child's is as told.
        ChildJvm.Outcome outcome = ChildJvm.run(List.of("--enable-native-access=ALL-UNNAMED"), InheritedFromFile.class);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo("take over descriptor 1: it is no socket (ENOTSOCK 88)\n");
    }

    @Test
    void systemdsVariablesCountForTheProcessTheyAreFor() throws FlowException {
        Map<String, String> environment =
                Map.of("LISTEN_PID", "77", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "control:data");

        assertThat(ListenFds.read(environment, 77))
                .extracting(InheritedSocket::toString)
                .containsExactly("inherited descriptor 3 (control)", "inherited descriptor 4 (data)");
        assertThat(ListenFds.read(environment, 78)).isEmpty();
        assertThat(ListenFds.read(Map.of(), 77)).isEmpty();
        assertThat(ListenFds.read(Map.of("LISTEN_PID", "77"), 77)).isEmpty();
        assertThat(ListenFds.read(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "0", "LISTEN_FDNAMES", ""), 77))
                .isEmpty();
        assertThat(ListenFds.read(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "1"), 77))
                .extracting(InheritedSocket::name)
                .containsExactly("unknown");
        assertThat(ListenFds.read(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "2", "LISTEN_FDNAMES", ":"), 77))
                .extracting(InheritedSocket::name)
                .containsExactly("", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "many       | a   | LISTEN_FDS is \"many\", must be a number of descriptors",
                "-1         | a   | LISTEN_FDS is \"-1\", must be a number of descriptors",
                "4294967297 | a   | LISTEN_FDS is \"4294967297\", must be a number of descriptors",
                "2          | a   | LISTEN_FDNAMES is \"a\", must be 2 names with colons between, as LISTEN_FDS is 2",
                "1          | a:b | LISTEN_FDNAMES is \"a:b\", must be 1 names with colons between, as LISTEN_FDS is 1",
            })
    void systemdsVariablesThatMakeNoSenseAreQuoted(String count, String names, String reason) {
        Map<String, String> environment = Map.of("LISTEN_PID", "77", "LISTEN_FDS", count, "LISTEN_FDNAMES", names);

        assertThatThrownBy(() -> ListenFds.read(environment, 77))
                .isInstanceOf(FlowException.class)
                .hasMessage("take over sockets: " + reason);
    }

    @Test
    void nothingWasPassedToTheTests() throws FlowException {
        Assumptions.assumeTrue(System.getenv("LISTEN_FDS") == null, "these tests were started with sockets");
        assertThat(InheritedSocket.ofSystemd()).isEmpty();
    }

    /** By systemd's own program for that: it listens, and starts this program in its own place at the first connection. */
    @Test
    void aProcessThatSystemdStartsServesItsSocket() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(ACTIVATE), "there is no " + ACTIVATE);
        Path path = sockets.path("unit");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ChildJvm.Outcome> child = executor.submit(() -> ChildJvm.run(
                    List.of(ACTIVATE.toString(), "--listen=" + path, "--fdname=unit"),
                    List.of("--enable-native-access=ALL-UNNAMED"),
                    Activated.class));
            Eventually.holds(() -> Files.exists(path) || child.isDone(), () -> "nobody listens at " + path);

            try (SocketChannel client = connect(path)) {
                client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                client.shutdownOutput();
                ByteBuffer echo = ByteBuffer.allocate(9);
                while (client.read(echo) >= 0) {}
                assertThat(echo.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            }

            assertThat(child.get(50, TimeUnit.SECONDS).out())
                    .isEqualTo("inherited descriptor 3 (unit) listens at unix://" + path + "\nmoved 3\n");
        }
    }

    /** The file is there a moment before anybody listens at it. */
    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel[] connected = new SocketChannel[1];
        Eventually.holds(
                () -> {
                    try {
                        connected[0] = SocketChannel.open(UnixDomainSocketAddress.of(path));
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                },
                () -> "nobody listens at " + path);
        return connected[0];
    }
}
