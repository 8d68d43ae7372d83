package io.hvflow.hvsock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.HyperkitAddress;
import io.hvflow.VsockAddress;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and socket files, against hyperkit's side on the JDK's own sockets. */
@Timeout(60)
class HyperkitFamilyTest {
    private static final HyperkitFamily HYPERKIT = new HyperkitFamily();

    private OpenDescriptors before;
    private Sockets sockets;
    private ServerSocketChannel server;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(sockets.path("connect")));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        sockets.close();
        before.awaitNoneAdded();
    }

    private HyperkitAddress address(long port) {
        return new HyperkitAddress(sockets.path(""), port);
    }

    private static String read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        return new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0,          00000003.00000000",
        "80,         00000003.00000050",
        "5000,       00000003.00001388",
        "2147483648, 00000003.80000000",
        "4294967294, 00000003.fffffffe",
    })
    void requestIsCidAndPortInHexadecimalAndPayloadFollowsAtOnce(long port, String request) throws IOException {
        StreamSocket socket = HYPERKIT.connect(address(port), FlowOptions.DEFAULTS);
        try (SocketChannel hyperkit = server.accept()) {
            socket.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));

            assertThat(read(hyperkit, 23)).isEqualTo(request + "\nhello");
            assertThat(socket.remoteAddress()).isEqualTo(address(port));
            assertThat(socket.localAddress()).isEqualTo(address(VsockAddress.PORT_ANY));
        }
        socket.close();
    }

    @Test
    void aRelativeDirectoryIsOfTheWorkingDirectory() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(sockets.path(""));
        StreamSocket socket = HYPERKIT.connect(new HyperkitAddress(relative, 80), FlowOptions.DEFAULTS);
        try (SocketChannel hyperkit = server.accept()) {
            assertThat(read(hyperkit, 18)).isEqualTo("00000003.00000050\n");
        }
        socket.close();

        ListenSocket listener = HYPERKIT.listen(new HyperkitAddress(relative, 80), FlowOptions.DEFAULTS);
        assertThat(sockets.path("00000002.00000050")).exists();
        listener.close();
        assertThat(sockets.path("00000002.00000050")).doesNotExist();
    }

    /** There is no answer, so what tells that nobody listens is the stream itself. */
    @Test
    void aPortWhereNobodyListensEndsTheStream() throws IOException {
        StreamSocket socket = HYPERKIT.connect(address(80), FlowOptions.DEFAULTS);
        SocketChannel hyperkit = server.accept();
        read(hyperkit, 18);
        hyperkit.close();

        assertThat(socket.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThatThrownBy(() -> socket.write(ByteBuffer.allocate(1))).isInstanceOf(FlowClosedException.class);
        socket.close();
    }

    @Test
    void aMonitorThatClosesWithTheRequestUnreadBreaksTheStream() throws IOException {
        StreamSocket socket = HYPERKIT.connect(address(80), FlowOptions.DEFAULTS);
        server.accept().close();

        assertThatThrownBy(() -> socket.read(ByteBuffer.allocate(1))).isInstanceOf(FlowResetException.class);
        socket.close();
    }

    @Test
    void L1_aDirectoryWithoutHyperkitIsARefusal() throws IOException {
        server.close();
        assertThatThrownBy(() -> HYPERKIT.connect(address(80), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("nobody listens at " + sockets.path("connect"));

        Files.delete(sockets.path("connect"));
        assertThatThrownBy(() -> HYPERKIT.connect(address(80), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("there is no socket file " + sockets.path("connect"));
    }

    @Test
    void connectNeedsAPort() {
        assertThatThrownBy(() -> HYPERKIT.connect(address(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("name the guest's");
    }

    @Test
    void listenerServesTheGuestsConnectionsToItsPort() throws IOException {
        ListenSocket listener = HYPERKIT.listen(address(4294967294L), FlowOptions.DEFAULTS);
        Path file = sockets.path("00000002.fffffffe");
        try (SocketChannel guest = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            StreamSocket accepted = listener.accept();
            assertThat(accepted).isNotNull();
            accepted.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));

            assertThat(read(guest, 5)).isEqualTo("hello");
            assertThat(accepted.localAddress()).isEqualTo(address(4294967294L));
            assertThat(accepted.remoteAddress()).isEqualTo(address(VsockAddress.PORT_ANY));
            accepted.close();
        }
        listener.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void L3_aStaleSocketFileIsLeftAndNamed() throws IOException {
        Path file = sockets.path("00000002.00000050");
        ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        stale.bind(UnixDomainSocketAddress.of(file));
        stale.close();

        assertThatThrownBy(() -> HYPERKIT.listen(address(80), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining(file + " exists already")
                .hasMessageContaining("delete it");
        assertThat(file).exists();
    }

    @Test
    void L10_anyPortIsReported() throws IOException {
        ListenSocket listener = HYPERKIT.listen(address(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS);

        HyperkitAddress local = (HyperkitAddress) listener.localAddress();
        assertThat(local.port()).isBetween(1L << 30, (1L << 31) - 1);
        assertThat(sockets.path(String.format("00000002.%08x", local.port()))).exists();
        listener.close();
    }

    /** The whole path counts: the directory may fit, and the socket's file in it not. */
    @Test
    void L3_pathsThatAreTooLongAreRefusedWithLengthAndLimit() {
        int room = 107 - sockets.path("").toString().length() - 1;
        HyperkitAddress forConnect = new HyperkitAddress(sockets.path("x".repeat(room - 7)), 80);
        HyperkitAddress forListen = new HyperkitAddress(sockets.path("x".repeat(room - 17)), 80);

        assertThatThrownBy(() -> HYPERKIT.connect(forConnect, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining(
                        "has 108 bytes, and that of a socket has at most 107; choose a shorter directory");
        assertThatThrownBy(() -> HYPERKIT.listen(forListen, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining(
                        "has 108 bytes, and that of a socket has at most 107; choose a shorter directory");
    }
}
