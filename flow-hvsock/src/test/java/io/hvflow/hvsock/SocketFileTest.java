package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.HybridAddress;
import io.hvflow.HyperkitAddress;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.RawSocket;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of a listener: when it is seen, its mode, whose it is, and what is in its place. */
class SocketFileTest {
    private static final UnixFamily UNIX = new UnixFamily();
    private static final FlowOptions TAKING = with(UnixOptions.DEFAULTS.takeOverStale(true));

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

    private static FlowOptions with(UnixOptions options) {
        return FlowOptions.DEFAULTS.transport(options);
    }

    private UnixAddress address(String name) {
        return new UnixAddress(sockets.path(name));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(sockets.path(""))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    // --- when it is seen

    @Test
    void L12_fileThatIsSeenAcceptsConnections() throws Exception {
        Path path = sockets.path("seen");
        int rounds = 300;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < rounds; i++) {
                CountDownLatch watching = new CountDownLatch(1);
                Future<Boolean> connected = thread.submit(() -> {
                    watching.countDown();
                    while (Files.notExists(path)) {
                        Thread.onSpinWait();
                    }
                    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                        return client.isConnected();
                    }
                });
                watching.await();
                ListenSocket listener = UNIX.listen(new UnixAddress(path), FlowOptions.DEFAULTS);
                assertThat(connected.get()).isTrue();
                listener.close();
            }
        }
    }

    @Test
    void L12_onlyTheOneFileIsLeftWhileItListensAndNoneAfter() throws Exception {
        ListenSocket listener = UNIX.listen(address("mine"), FlowOptions.DEFAULTS);
        assertThat(files()).containsExactly("mine", "pairs");

        listener.close();

        assertThat(files()).containsExactly("pairs");
    }

    // --- a name that leaves no room for another

    @ParameterizedTest
    @ValueSource(ints = {91, 92, 106, 107})
    void L12_longPathsServeToo(int length) throws Exception {
        UnixAddress address =
                address("x".repeat(length - sockets.path("").toString().length() - 1));
        ListenSocket listener =
                UNIX.listen(address, with(UnixOptions.DEFAULTS.mode(PosixFilePermissions.fromString("rw-------"))));
        StreamSocket near = UNIX.connect(address, FlowOptions.DEFAULTS);
        StreamSocket far = listener.accept();

        assertThat(far).isNotNull();
        assertThat(far.localAddress()).isEqualTo(address);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address.path())))
                .isEqualTo("rw-------");
        near.close();
        far.close();
        listener.close();
        assertThat(files()).containsExactly("pairs");
    }

    /** The kernel lists the names that sockets were bound to. */
    @ParameterizedTest
    @ValueSource(ints = {1, 70})
    void L12_aSocketOfALongNameIsNotBoundInItsPlaceEither(int ofTheFile) throws Exception {
        int room = 107 - sockets.path("").toString().length() - 1;
        int ofTheDirectory = room - 1 - Math.min(ofTheFile, room / 2);
        Path directory = Files.createDirectory(sockets.path("d".repeat(ofTheDirectory)));
        UnixAddress address = new UnixAddress(directory.resolve("l".repeat(room - 1 - ofTheDirectory)));

        ListenSocket listener = UNIX.listen(address, FlowOptions.DEFAULTS);
        List<String> names = Files.readAllLines(Path.of("/proc/net/unix"));
        listener.close();

        assertThat(address.path().toString()).hasSize(107);
        assertThat(names).noneMatch(line -> line.endsWith(" " + address.path()));
        assertThat(names).anyMatch(line -> line.matches(".* /proc/self/fd/[0-9]+/\\.hvflow-[0-9a-f]{8}"));
        assertThat(directory).isEmptyDirectory();
    }

    // --- what is in its place

    @Test
    void L12_listenThatFailsLeavesEverythingAsItWas() throws Exception {
        Files.createDirectory(sockets.path("directory"));
        Files.writeString(sockets.path("file"), "text");
        Files.createSymbolicLink(sockets.path("link"), Path.of("nowhere"));
        leaveSocketFile("stale");
        List<String> files = files();
        for (FlowOptions options : List.of(FlowOptions.DEFAULTS, TAKING)) {
            for (String name : List.of("directory", "file", "link", "pairs", "no/where")) {
                assertThatThrownBy(() -> UNIX.listen(address(name), options)).isInstanceOf(FlowAddressException.class);
            }
        }
        assertThatThrownBy(() -> UNIX.listen(address("stale"), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class);

        assertThat(files()).isEqualTo(files);
        assertThat(sockets.path("file")).hasContent("text");
        sockets.pair().forEach(StreamSocket::close); // the live one lives
    }

    @Test
    void L3_whatIsInThePlaceIsNamed() throws Exception {
        Files.createDirectory(sockets.path("directory"));
        Files.writeString(sockets.path("file"), "text");
        for (FlowOptions options : List.of(FlowOptions.DEFAULTS, TAKING)) {
            assertThatThrownBy(() -> UNIX.listen(address("directory"), options))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("directory is a directory; choose another path")
                    .hasMessageNotContaining("delete");
            assertThatThrownBy(() -> UNIX.listen(address("file"), options))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("file is a regular file; choose another path")
                    .hasMessageNotContaining("delete");
        }
    }

    @Test
    void L1_connectingToWhatIsNoSocketIsNoRefusal() throws Exception {
        Files.createDirectory(sockets.path("directory"));
        Files.writeString(sockets.path("file"), "text");
        Files.createSymbolicLink(sockets.path("link"), sockets.path("file"));
        Files.createSymbolicLink(sockets.path("good"), sockets.path("pairs"));
        for (String name : List.of("directory", "file", "link")) {
            String kind = name.equals("directory") ? "a directory" : "a regular file";
            assertThatThrownBy(() -> UNIX.connect(address(name), FlowOptions.DEFAULTS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining(name + " is " + kind + ", not a socket")
                    .hasMessageNotContaining("nobody listens");
        }
        UNIX.connect(address("good"), FlowOptions.DEFAULTS).close();
        assertThatThrownBy(() ->
                        new HybridFamily().connect(new HybridAddress(sockets.path("file"), 1), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class);
        Files.createDirectory(sockets.path("vm"));
        Files.writeString(sockets.path("vm/connect"), "text");
        assertThatThrownBy(() ->
                        new HyperkitFamily().connect(new HyperkitAddress(sockets.path("vm"), 1), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class);
    }

    @Test
    void tooLongAPathSaysTheBoundAndWhatToDo() {
        assertThatThrownBy(() -> UNIX.listen(address("x".repeat(200)), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("at most 107")
                .hasMessageContaining("a shorter directory")
                .hasMessageContaining("relative");
    }

    // --- whose it is

    @ParameterizedTest
    @ValueSource(strings = {"socket", "file", "directory", "nothing"})
    void L12_closeLeavesWhatHasTakenThePlace(String other) throws Exception {
        ListenSocket listener = UNIX.listen(address("mine"), FlowOptions.DEFAULTS);
        Path path = sockets.path("mine");
        Files.delete(path);
        switch (other) {
            case "socket" -> leaveSocketFile("mine");
            case "file" -> Files.writeString(path, "text");
            case "directory" -> Files.createDirectory(path);
            default -> {}
        }

        listener.close();

        assertThat(files()).isEqualTo(other.equals("nothing") ? List.of("pairs") : List.of("mine", "pairs"));
    }

    @Test
    void L12_closeRemovesTheFileAlsoWhenItsModeAndLinksHaveChanged() throws Exception {
        ListenSocket listener = UNIX.listen(address("mine"), FlowOptions.DEFAULTS);
        Files.setPosixFilePermissions(sockets.path("mine"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createLink(sockets.path("other"), sockets.path("mine"));

        listener.close();

        assertThat(files()).containsExactly("other", "pairs");
    }

    // --- its mode

    @Test
    void modeIsExactlyWhatWasAskedFor() throws Exception {
        for (String mode : List.of("rw-rw-rw-", "rwx------", "---------", "rwxrwxrwx")) {
            FlowOptions options = with(UnixOptions.DEFAULTS.mode(PosixFilePermissions.fromString(mode)));
            Files.createDirectories(sockets.path("vm"));
            List<ListenSocket> listeners = List.of(
                    UNIX.listen(address("m"), options),
                    new HybridFamily().listen(new HybridAddress(sockets.path("m"), 7), options),
                    new HyperkitFamily().listen(new HyperkitAddress(sockets.path("vm"), 7), options));
            for (String file : List.of("m", "m_7", "vm/00000002.00000007")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets.path(file))))
                        .isEqualTo(mode);
            }
            listeners.forEach(ListenSocket::close);
        }
    }

    // --- taking over

    /** What a process leaves behind that was killed while it listened. */
    private void leaveSocketFile(String name) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(sockets.path(name)));
        }
    }

    @Test
    void staleFileIsTakenOverWhenAskedFor() throws Exception {
        leaveSocketFile("stale");
        leaveSocketFile("stale_7");
        List<ListenSocket> listeners = List.of(
                UNIX.listen(address("stale"), TAKING),
                new HybridFamily().listen(new HybridAddress(sockets.path("stale"), 7), TAKING));

        StreamSocket near = UNIX.connect(address("stale"), FlowOptions.DEFAULTS);
        assertThat(listeners.getFirst().accept()).isNotNull().satisfies(StreamSocket::close);
        near.close();
        listeners.forEach(ListenSocket::close);
        assertThat(files()).containsExactly("pairs");
    }

    @Test
    void staleFileOfTheLongestNameIsTakenOver() throws Exception {
        String name = "x".repeat(107 - sockets.path("").toString().length() - 1);
        int socket = RawSocket.open(Linux.AF_UNIX);
        RawSocket.bind(socket, sockets.path(name).toString().getBytes(StandardCharsets.UTF_8));
        RawSocket.close(socket);

        UNIX.listen(address(name), TAKING).close();

        assertThat(files()).containsExactly("pairs");
    }

    @Test
    void liveListenerIsNeverTakenOver() throws Exception {
        assertThatThrownBy(() -> UNIX.listen(address("pairs"), TAKING))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("somebody listens at")
                .hasMessageContaining("EADDRINUSE 98");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(sockets.path("jdk")), 1);
            // Also one whose backlog is full.
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clients.add(SocketChannel.open(UnixDomainSocketAddress.of(sockets.path("jdk"))));
            }
            assertThatThrownBy(() -> UNIX.listen(address("jdk"), TAKING))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("somebody listens at");
            for (SocketChannel client : clients) {
                client.close();
            }
        }
        assertThat(files()).containsExactly("jdk", "pairs");
    }

    @Test
    void socketOfAnotherTypeIsNeverTakenOver() throws Exception {
        int datagrams = RawSocket.datagram();
        RawSocket.bind(datagrams, sockets.path("datagrams").toString().getBytes(StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> UNIX.listen(address("datagrams"), TAKING))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("is not a stream socket");
        } finally {
            RawSocket.close(datagrams);
        }
        assertThat(files()).containsExactly("datagrams", "pairs");
    }

    @Test
    void ofManyThatTakeOverAtOnceOneWins() throws Exception {
        int many = 4;
        try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
            for (int round = 0; round < 50; round++) {
                leaveSocketFile("stale");
                CountDownLatch start = new CountDownLatch(1);
                List<Future<ListenSocket>> attempts = new ArrayList<>();
                for (int i = 0; i < many; i++) {
                    attempts.add(threads.submit(() -> {
                        start.await();
                        try {
                            return UNIX.listen(address("stale"), TAKING);
                        } catch (FlowAddressException taken) {
                            return null;
                        }
                    }));
                }
                start.countDown();
                List<ListenSocket> winners = new ArrayList<>();
                for (Future<ListenSocket> attempt : attempts) {
                    winners.add(attempt.get());
                }
                winners.removeAll(Collections.singleton(null));

                assertThat(winners).hasSize(1);
                UNIX.connect(address("stale"), FlowOptions.DEFAULTS).close();
                winners.getFirst().close();
                assertThat(files()).containsExactly("pairs");
            }
        }
    }

    @Test
    void L1_staleFileStillRefuses() throws Exception {
        leaveSocketFile("stale");

        assertThatThrownBy(() -> UNIX.connect(address("stale"), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("nobody listens at");
    }

    @Test
    void optionsAreValues() {
        UnixOptions options = UnixOptions.DEFAULTS
                .mode(PosixFilePermissions.fromString("rw-rw----"))
                .takeOverStale(true);

        assertThat(options)
                .isEqualTo(UnixOptions.DEFAULTS.takeOverStale(true).mode(PosixFilePermissions.fromString("rw-rw----")))
                .isNotEqualTo(options.takeOverStale(false))
                .isNotEqualTo(options.mode(PosixFilePermissions.fromString("rw-------")))
                .hasToString("UnixOptions[mode=rw-rw----, takeOverStale=true]");
        assertThat(options.hashCode())
                .isEqualTo(options.takeOverStale(false).takeOverStale(true).hashCode());
        assertThat(UnixOptions.DEFAULTS).hasToString("UnixOptions[mode=by the umask, takeOverStale=false]");
    }
}
