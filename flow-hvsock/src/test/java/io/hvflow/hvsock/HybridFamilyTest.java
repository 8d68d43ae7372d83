package io.hvflow.hvsock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.HybridAddress;
import io.hvflow.VsockAddress;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake, against a monitor that a test scripts on the JDK's own sockets. */
@Timeout(60)
class HybridFamilyTest {
    private static final HybridFamily HYBRID = new HybridFamily();
    private static final FlowOptions HASTY = FlowOptions.DEFAULTS.connectTimeout(Duration.ofMillis(300));

    /** What the monitor does with one connection, once it has read the request. */
    private interface Script {
        void play(SocketChannel client) throws Exception;
    }

    private OpenDescriptors before;
    private Sockets sockets;
    private ServerSocketChannel server;
    private final CompletableFuture<String> request = new CompletableFuture<>();
    private final CountDownLatch tested = new CountDownLatch(1);
    private Thread monitor;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(sockets.path("vm.sock")));
    }

    @AfterEach
    void close() throws Exception {
        tested.countDown();
        server.close();
        if (monitor != null) {
            monitor.join();
        }
        sockets.close();
        before.awaitNoneAdded();
    }

    private HybridAddress address(long port) {
        return new HybridAddress(sockets.path("vm.sock"), port);
    }

    /** Starts the monitor; it keeps the connection open until the test ends, if the script does not close it. */
    private void monitor(Script script) {
        monitor = Thread.ofPlatform().start(() -> {
            try (SocketChannel client = server.accept()) {
                // One read: a request in pieces would come out short, as it does in Firecracker.
                ByteBuffer line = ByteBuffer.allocate(64);
                client.read(line);
                request.complete(new String(line.array(), 0, line.position(), ISO_8859_1));
                script.play(client);
                tested.await();
            } catch (Exception e) {
                request.completeExceptionally(e);
            }
        });
    }

    private static void send(SocketChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    private static String read(StreamSocket socket, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        Waiter waiter = socket.waiting().waiter(Readiness.READABLE);
        while (bytes.hasRemaining()) {
            int count = socket.read(bytes);
            if (count < 0) {
                break;
            }
            if (count == 0) {
                waiter.await(Waiter.NEVER);
            }
        }
        return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 52, 5000, 2147483648L, 4294967294L})
    void requestIsOneLineInOnePieceWithThePortUnsigned(long port) throws Exception {
        monitor(client -> send(client, "OK 1073741824\n"));

        StreamSocket socket = HYBRID.connect(address(port), FlowOptions.DEFAULTS);

        assertThat(request.get()).isEqualTo("CONNECT " + port + "\n");
        assertThat(socket.remoteAddress()).isEqualTo(address(port));
        assertThat(socket.localAddress()).isEqualTo(address(1073741824));
        socket.close();
    }

    @Test
    void payloadRightBehindTheAnswerIsNotSwallowed() throws Exception {
        monitor(client -> send(client, "OK 1073741824\nhello, guest\n"));

        StreamSocket socket = HYBRID.connect(address(5000), FlowOptions.DEFAULTS);

        assertThat(read(socket, 13)).isEqualTo("hello, guest\n");
        socket.close();
    }

    @Test
    void answerMayComeInPieces() throws Exception {
        monitor(client -> {
            for (char c : "OK 107374\npay".toCharArray()) {
                send(client, String.valueOf(c));
                Thread.yield();
            }
        });

        StreamSocket socket = HYBRID.connect(address(5000), FlowOptions.DEFAULTS);

        assertThat(socket.localAddress()).isEqualTo(address(107374));
        assertThat(read(socket, 3)).isEqualTo("pay");
        socket.close();
    }

    @Test
    void F04_endWithoutAnswerIsARefusal() {
        monitor(SocketChannel::close);

        assertThatThrownBy(() -> HYBRID.connect(address(5000), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("nobody listens on the guest's port 5000");
    }

    /** As libkrun does, and anybody whose guest is just coming up: the next attempt finds it. */
    @Test
    void F05_aRefusalIsNotForEver() throws Exception {
        monitor(SocketChannel::close);
        assertThatThrownBy(() -> HYBRID.connect(address(5000), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("or the guest is not ready");
        Thread first = monitor;

        monitor(client -> send(client, "OK 1\n"));
        HYBRID.connect(address(5000), FlowOptions.DEFAULTS).close();

        tested.countDown();
        first.join();
    }

    /** The monitor here reads once, as those do that take a line in pieces for no line. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4096})
    void F06_requestIsOneWriteHoweverLittleRoomIsAskedFor(int size) throws Exception {
        monitor(client -> send(client, "OK 1\n"));

        FlowOptions small = FlowOptions.DEFAULTS.windowSize(size).messageSize(size);
        HYBRID.connect(address(4294967294L), small).close();

        assertThat(request.get()).isEqualTo("CONNECT 4294967294\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 12, 13, 14, 15, 64, 1000})
    void F07_payloadIsWholeWhereverTheStreamIsCut(int cut) throws Exception {
        String payload = "0123456789\n".repeat(500);
        String stream = "OK 1073741824\n" + payload;
        monitor(client -> {
            send(client, stream.substring(0, cut));
            Thread.yield();
            send(client, stream.substring(cut));
        });

        StreamSocket socket = HYBRID.connect(address(5000), FlowOptions.DEFAULTS);

        assertThat(socket.localAddress()).isEqualTo(address(1073741824));
        assertThat(read(socket, payload.length())).isEqualTo(payload);
        socket.close();
    }

    /** A connection that ends without its line makes some monitors' event threads spin or end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void F08_anAttemptThatIsGivenUpHasSentItsLine(boolean interrupted) throws Exception {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            assertThatThrownBy(() -> HYBRID.connect(address(5000), HASTY))
                    .isInstanceOf(interrupted ? InterruptedIOException.class : FlowTimeoutException.class);
        } finally {
            Thread.interrupted();
        }

        try (SocketChannel abandoned = server.accept()) {
            ByteBuffer line = ByteBuffer.allocate(64);
            while (abandoned.read(line) >= 0) {}
            assertThat(new String(line.array(), 0, line.position(), ISO_8859_1)).isEqualTo("CONNECT 5000\n");
        }
    }

    @Test
    void resetWithoutAnswerIsARefusal() throws IOException {
        // Closed with the request unread, which AF_UNIX makes a reset.
        monitor = Thread.ofPlatform().start(() -> {
            try (SocketChannel client = server.accept()) {
                client.configureBlocking(true);
            } catch (IOException e) {
                request.completeExceptionally(e);
            }
        });

        assertThatThrownBy(() -> HYBRID.connect(address(5000), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n",
                "ok 1073741824\n",
                "OK\n",
                "OK \n",
                "OK -1\n",
                "OK 4294967296\n",
                "OK 99999999999\n",
                "OK 5000 and more\n",
                "\n",
                "no newline, and never right",
                "OK 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            })
    void otherAnswersAreQuoted(String answer) {
        monitor(client -> send(client, answer));

        assertThatThrownBy(() -> HYBRID.connect(address(5000), FlowOptions.DEFAULTS))
                .isExactlyInstanceOf(FlowException.class)
                .hasMessageContaining("is " + sockets.path("vm.sock") + " a monitor's vsock socket?")
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("\""
                                + answer.substring(0, Math.min(3, answer.length()))
                                        .replace("\n", "\\n"))
                        .hasSizeLessThan(600)
                        .doesNotContain("\n"));
    }

    @Test
    void bytesThatAreNoTextAreQuotedEscaped() {
        monitor(client -> send(client, "\u0000\u001b[31m\"\u00ff\n"));

        assertThatThrownBy(() -> HYBRID.connect(address(5000), FlowOptions.DEFAULTS))
                .hasMessageContaining("\"\\x00\\x1b[31m\\\"\\xff\\n\"");
    }

    @Test
    void endWithinTheAnswerIsNotARefusal() {
        monitor(client -> {
            send(client, "OK 10");
            client.close();
        });

        assertThatThrownBy(() -> HYBRID.connect(address(5000), FlowOptions.DEFAULTS))
                .isExactlyInstanceOf(FlowException.class)
                .hasMessageContaining("ended within the answer \"OK 10\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK 10"})
    void L2_silenceIsATimeout(String begun) {
        monitor(client -> send(client, begun));
        long start = System.nanoTime();

        assertThatThrownBy(() -> HYBRID.connect(address(5000), HASTY))
                .isInstanceOf(FlowTimeoutException.class)
                .hasMessageContaining(begun)
                .hasMessageContaining("PT0.3S");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
    }

    @Test
    void L2_monitorThatNeverAcceptsIsATimeoutToo() {
        assertThatThrownBy(() -> HYBRID.connect(address(5000), HASTY)).isInstanceOf(FlowTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void L6_interruptEndsTheWaitForAnAnswer(ThreadKind kind) throws Exception {
        monitor(client -> {});
        CompletableFuture<Boolean> stillSet = new CompletableFuture<>();
        Thread connecting = kind.start(() -> {
            try {
                HYBRID.connect(address(5000), FlowOptions.DEFAULTS.connectTimeout(FlowOptions.FOREVER))
                        .close();
            } catch (InterruptedIOException e) {
                stillSet.complete(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                stillSet.completeExceptionally(e);
            }
        });
        request.get();
        Eventually.blocked(connecting);

        connecting.interrupt();

        assertThat(stillSet.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void L1_missingSocketFileIsARefusal() {
        HybridAddress nowhere = new HybridAddress(sockets.path("none"), 5000);

        assertThatThrownBy(() -> HYBRID.connect(nowhere, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("there is no socket file");
    }

    @Test
    void connectNeedsAPort() {
        assertThatThrownBy(() -> HYBRID.connect(address(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class);
    }

    @Test
    void listenerServesTheGuestsConnectionsToItsPort() throws Exception {
        ListenSocket listener = HYBRID.listen(address(4294967294L), FlowOptions.DEFAULTS);
        try (SocketChannel guest = SocketChannel.open(UnixDomainSocketAddress.of(sockets.path("vm.sock_4294967294")))) {
            StreamSocket accepted = listener.accept();
            send(guest, "hello");

            assertThat(accepted).isNotNull();
            assertThat(read(accepted, 5)).isEqualTo("hello");
            assertThat(accepted.localAddress()).isEqualTo(address(4294967294L));
            assertThat(accepted.remoteAddress()).isEqualTo(address(VsockAddress.PORT_ANY));
            accepted.close();
        }
        listener.close();
        assertThat(sockets.path("vm.sock_4294967294")).doesNotExist();
    }

    @Test
    void L10_anyPortIsReported() throws Exception {
        ListenSocket listener = HYBRID.listen(address(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS);

        HybridAddress local = (HybridAddress) listener.localAddress();
        assertThat(local.port()).isBetween(1L << 30, (1L << 31) - 1);
        assertThat(sockets.path("vm.sock_" + local.port())).exists();
        listener.close();
    }

    @Test
    void listenPathThatIsTooLongCountsThePort() {
        int room = 107 - sockets.path("").toString().length() - 1;
        HybridAddress address = new HybridAddress(sockets.path("x".repeat(room)), 5000);

        assertThatThrownBy(() -> HYBRID.listen(address, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("112 bytes");
    }
}
