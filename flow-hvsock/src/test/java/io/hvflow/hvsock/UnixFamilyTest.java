package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.NativeError;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.posix.PosixStreamSocket;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnixFamilyTest {
    private static final UnixFamily UNIX = new UnixFamily();
    private static final FlowOptions HASTY = FlowOptions.DEFAULTS.connectTimeout(Duration.ofMillis(200));

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

    private UnixAddress address(String name) {
        return new UnixAddress(sockets.path(name));
    }

    // --- connecting and listening

    @Test
    void L1_missingSocketFileIsARefusalThatSaysSo() {
        assertThatThrownBy(() -> UNIX.connect(address("none"), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("there is no socket file")
                .hasMessageContaining("ENOENT 2");
    }

    @Test
    void L1_socketFileThatNobodyListensAtIsARefusal() throws IOException {
        UnixAddress stale = leaveSocketFile("stale");

        assertThatThrownBy(() -> UNIX.connect(stale, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("nobody listens")
                .hasMessageContaining("ECONNREFUSED 111");
    }

    @Test
    void L3_socketFileThatNobodyListensAtIsTakenAndLeftAlone() throws IOException {
        UnixAddress stale = leaveSocketFile("stale");

        assertThatThrownBy(() -> UNIX.listen(stale, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("delete it")
                .hasMessageContaining("EADDRINUSE 98");
        assertThat(stale.path()).exists();
    }

    /** What a process leaves behind that was killed while it listened. */
    private UnixAddress leaveSocketFile(String name) throws IOException {
        Path path = sockets.path(name);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
        return new UnixAddress(path);
    }

    @Test
    void L3_missingDirectoryIsSaid() {
        assertThatThrownBy(() -> UNIX.listen(address("no/where"), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("there is no directory for")
                .hasMessageContaining("ENOENT 2");
    }

    @Test
    void pathMayHave107Bytes() throws IOException {
        UnixAddress longest = addressOfLength(107);

        ListenSocket listener = UNIX.listen(longest, FlowOptions.DEFAULTS);
        StreamSocket near = UNIX.connect(longest, FlowOptions.DEFAULTS);
        StreamSocket far = listener.accept();

        assertThat(listener.localAddress()).isEqualTo(longest);
        assertThat(far).isNotNull();
        assertThat(far.localAddress()).isEqualTo(longest);
        near.close();
        far.close();
        listener.close();
    }

    @Test
    void longerPathIsRefusedWithItsLengthAndTheLimit() {
        UnixAddress tooLong = addressOfLength(108);

        assertThatThrownBy(() -> UNIX.connect(tooLong, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("108 bytes")
                .hasMessageContaining("at most 107");
        assertThatThrownBy(() -> UNIX.listen(tooLong, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("108 bytes")
                .hasMessageContaining("at most 107");
    }

    private UnixAddress addressOfLength(int length) {
        String directory = sockets.path("").toString() + "/";
        return address("x".repeat(length - directory.length()));
    }

    @Test
    void closeRemovesTheSocketFile() throws IOException {
        ListenSocket listener = UNIX.listen(address("mine"), FlowOptions.DEFAULTS);
        assertThat(sockets.path("mine")).exists();

        listener.close();

        assertThat(sockets.path("mine")).doesNotExist();
    }

    @Test
    void closeLeavesASocketFileThatIsAnothers() throws IOException {
        ListenSocket first = UNIX.listen(address("mine"), FlowOptions.DEFAULTS);
        Files.delete(sockets.path("mine"));
        ListenSocket second = UNIX.listen(address("mine"), FlowOptions.DEFAULTS);

        first.close();

        assertThat(sockets.path("mine")).exists();
        second.close();
    }

    @Test
    void L2_fullBacklogIsATimeoutAndNotBeforeItsTime() throws IOException {
        ListenSocket listener = UNIX.listen(address("full"), FlowOptions.DEFAULTS.backlog(1));
        List<StreamSocket> queued = fillBacklog(address("full"));
        long start = System.nanoTime();

        assertThatThrownBy(() -> UNIX.connect(address("full"), HASTY))
                .isInstanceOf(FlowTimeoutException.class)
                .hasMessageContaining("PT0.2S");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(200), Duration.ofSeconds(20));
        queued.forEach(StreamSocket::close);
        listener.close();
    }

    private static List<StreamSocket> fillBacklog(UnixAddress address) throws IOException {
        List<StreamSocket> queued = new ArrayList<>();
        while (true) {
            try {
                queued.add(UNIX.connect(address, HASTY));
            } catch (FlowTimeoutException full) {
                return queued;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void L6_interruptEndsAConnectThatWaits(ThreadKind kind) throws Exception {
        ListenSocket listener = UNIX.listen(address("full"), FlowOptions.DEFAULTS.backlog(1));
        List<StreamSocket> queued = fillBacklog(address("full"));
        CompletableFuture<Boolean> stillSet = new CompletableFuture<>();
        Thread connecting = kind.start(() -> {
            try {
                UNIX.connect(address("full"), FlowOptions.DEFAULTS.connectTimeout(FlowOptions.FOREVER))
                        .close();
            } catch (InterruptedIOException e) {
                stillSet.complete(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                stillSet.completeExceptionally(e);
            }
        });
        Eventually.blocked(connecting);

        connecting.interrupt();

        assertThat(stillSet.get(20, TimeUnit.SECONDS)).isTrue();
        queued.forEach(StreamSocket::close);
        listener.close();
    }

    @Test
    void L7_burstOfClientsOnASmallBacklogIsServed() throws Exception {
        int clients = 300;
        ListenSocket listener = UNIX.listen(address("burst"), FlowOptions.DEFAULTS.backlog(2));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StreamSocket>> connecting = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                connecting.add(threads.submit(() ->
                        UNIX.connect(address("burst"), FlowOptions.DEFAULTS.connectTimeout(Duration.ofSeconds(50)))));
            }
            Waiter waiter = listener.waiting().waiter(Readiness.READABLE);
            List<StreamSocket> accepted = new ArrayList<>();
            while (accepted.size() < clients) {
                StreamSocket socket = listener.accept();
                if (socket == null) {
                    waiter.await(Waiter.NEVER);
                } else {
                    accepted.add(socket);
                }
            }
            for (Future<StreamSocket> client : connecting) {
                client.get().close();
            }
            accepted.forEach(StreamSocket::close);
        }
        listener.close();
    }

    @Test
    void L5_closeOfTheListenerResetsWhoWasNotAccepted() throws IOException {
        ListenSocket listener = UNIX.listen(address("closing"), FlowOptions.DEFAULTS);
        StreamSocket queued = UNIX.connect(address("closing"), FlowOptions.DEFAULTS);

        listener.close();

        assertThatThrownBy(() -> queued.read(ByteBuffer.allocate(1))).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(listener::accept).isInstanceOf(FlowClosedException.class);
        queued.close();
    }

    @Test
    void H10_addressesStayAfterClose() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        pair.forEach(StreamSocket::close);

        assertThat(pair.getFirst().remoteAddress()).isEqualTo(address("pairs"));
        assertThat(pair.getLast().localAddress()).isEqualTo(address("pairs"));
    }

    // --- moving bytes

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 65536, 65537, 200_000})
    void R2_everyKindOfBufferGivesTheSameBytes(int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        ByteBuffer direct =
                ByteBuffer.allocateDirect(size + 7).position(7).put(bytes).position(7);
        List<ByteBuffer> sources = List.of(
                ByteBuffer.wrap(bytes),
                ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                direct.slice(),
                direct.slice().asReadOnlyBuffer());
        List<StreamSocket> pair = sockets.pair();
        for (ByteBuffer src : sources) {
            for (ByteBuffer dst : List.of(ByteBuffer.allocate(size), ByteBuffer.allocateDirect(size))) {
                ByteBuffer from = src.duplicate();
                while (dst.hasRemaining()) {
                    if (from.hasRemaining()) {
                        pair.getFirst().write(from);
                    }
                    pair.getLast().read(dst);
                }
                assertThat(dst.flip()).isEqualTo(ByteBuffer.wrap(bytes));
            }
        }
        pair.forEach(StreamSocket::close);
    }

    @Test
    void nothingThereIsZeroAndTheEndIsMinusOne() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        ByteBuffer bytes = ByteBuffer.allocate(8);
        assertThat(pair.getFirst().read(bytes)).isZero();

        pair.getLast().shutdownWrite();

        assertThat(pair.getFirst().read(bytes)).isEqualTo(-1);
        assertThat(pair.getFirst().write(ByteBuffer.allocate(3))).isEqualTo(3);
        assertThat(pair.getLast().read(bytes)).isEqualTo(3);
        pair.forEach(StreamSocket::close);
    }

    @Test
    void C1_closeWithBytesUnreadEndsThePeersStreamInGoodOrder() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        StreamSocket closing = pair.getFirst();
        StreamSocket peer = pair.getLast();
        peer.write(ByteBuffer.allocate(100));
        closing.write(ByteBuffer.allocate(5));

        closing.close();

        assertThat(peer.read(ByteBuffer.allocate(100))).isEqualTo(5);
        assertThat(peer.read(ByteBuffer.allocate(100))).isEqualTo(-1);
        peer.close();
    }

    @Test
    void C8_abortWithBytesUnreadIsAnErrorAtThePeer() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        StreamSocket peer = pair.getLast();
        peer.write(ByteBuffer.allocate(100));

        pair.getFirst().abort();

        assertThatThrownBy(() -> peer.read(ByteBuffer.allocate(100)))
                .isInstanceOf(FlowResetException.class)
                .hasMessageContaining("ECONNRESET 104");
        peer.close();
    }

    @Test
    void W9_writeAfterThePeerClosedIsClosed() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        pair.getFirst().close();

        assertThatThrownBy(() -> pair.getLast().write(ByteBuffer.allocate(1)))
                .isInstanceOfSatisfying(
                        FlowClosedException.class,
                        e -> assertThat(e.nativeError()).contains(new NativeError("EPIPE", 32)));
        pair.getLast().close();
    }

    @Test
    void H7_writeAfterThePeersShutdownReadIsClosed() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        pair.getFirst().shutdownRead();
        pair.getFirst().shutdownRead();

        assertThatThrownBy(() -> pair.getLast().write(ByteBuffer.allocate(1))).isInstanceOf(FlowClosedException.class);
        assertThat(pair.getFirst().write(ByteBuffer.allocate(2))).isEqualTo(2);
        assertThat(pair.getLast().read(ByteBuffer.allocate(8))).isEqualTo(2);
        pair.forEach(StreamSocket::close);
    }

    @Test
    void H4_shutdownsMayBeRepeatedAlsoWhenThePeerIsGone() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        pair.getLast().close();

        pair.getFirst().shutdownWrite();
        pair.getFirst().shutdownWrite();
        pair.getFirst().shutdownRead();

        pair.getFirst().close();
    }

    @Test
    void windowSizeBoundsWhatTheSystemHolds() throws IOException {
        List<StreamSocket> small = sockets.pair(FlowOptions.DEFAULTS.windowSize(8192));
        List<StreamSocket> usual = sockets.pair();

        assertThat(Sockets.fill(small.getFirst())).isLessThan(Sockets.fill(usual.getFirst()));
        small.forEach(StreamSocket::close);
        usual.forEach(StreamSocket::close);
    }

    @Test
    void peekLeavesTheBytes() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        pair.getFirst().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        PosixStreamSocket socket = (PosixStreamSocket) pair.getLast();

        assertThat(socket.peek(ByteBuffer.allocate(2))).isEqualTo(2);

        ByteBuffer bytes = ByteBuffer.allocate(8);
        assertThat(socket.read(bytes)).isEqualTo(3);
        assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        pair.forEach(StreamSocket::close);
    }
}
