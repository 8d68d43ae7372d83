package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import io.hvflow.HybridAddress;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.Eventually;
import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.ThreadKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers of another make, which do with an AF_UNIX socket what a flow never does. */
class ForeignPeerTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100));

    @TempDir
    Path directory;

    private OpenDescriptors before;
    private Path path;
    private ServerSocketChannel server;
    private Flow flow;
    private SocketChannel peer;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        path = directory.resolve("socket");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        flow = Flows.connect(new UnixAddress(path), OPTIONS);
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        flow.abort();
        peer.close();
        server.close();
        before.awaitNoneAdded();
    }

    /** Writes until something is thrown, which it returns. */
    private static IOException writes(Flow flow) {
        try {
            while (true) {
                flow.write(ByteBuffer.allocate(100_000));
            }
        } catch (IOException e) {
            return e;
        }
    }

    @ParameterizedTest
    @EnumSource
    void H11_aBlockedWriterIsReleasedWhenThePeerShutsDownReadingWithBytesUnread(ThreadKind kind) throws Exception {
        AtomicReference<IOException> thrown = new AtomicReference<>();
        Thread writer = kind.start(() -> thrown.set(writes(flow)));
        Eventually.blocked(writer);

        peer.shutdownInput();

        assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
        assertThat(thrown.get()).isInstanceOf(FlowClosedException.class);
    }

    /** Bytes that nobody waits for: the callback must find out, or the next write is accepted too. */
    @Test
    void W9_writesFailAlsoWhereNobodyWaitsWhenThePeerShutsDownReading() throws Exception {
        flow.setWriteTimeout(Duration.ofMillis(50));
        assertThat(writes(flow)).isInstanceOf(FlowTimeoutException.class);

        peer.shutdownInput();

        Eventually.holds(
                () -> {
                    try {
                        flow.write(ByteBuffer.allocate(0));
                        flow.write(ByteBuffer.allocate(1));
                        return false;
                    } catch (FlowClosedException e) {
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                },
                () -> "writes do not fail");
    }

    /** Many who are blocked cost next to nothing, and all find out. */
    @Test
    void H11_manyBlockedWritersAreReleased() throws Exception {
        int count = 200;
        List<Flow> flows = new ArrayList<>();
        List<SocketChannel> peers = new ArrayList<>();
        List<Thread> writers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Flow each = Flows.connect(new UnixAddress(path), OPTIONS);
                flows.add(each);
                peers.add(server.accept());
                writers.add(ThreadKind.VIRTUAL.start(() -> writes(each)));
            }
            writers.forEach(Eventually::blocked);
            for (SocketChannel each : peers) {
                each.shutdownInput();
            }
            for (Thread writer : writers) {
                assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
            }
        } finally {
            flows.forEach(Flow::abort);
            for (SocketChannel each : peers) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUrgentByteIsReadInItsPlace(ThreadKind kind) throws Exception {
        Path file = directory.resolve("urgent");
        try (FlowListener listener = Flows.listen(new UnixAddress(file), OPTIONS)) {
            int sender = RawSocket.connected(file);
            Flow reader = listener.accept();
            try {
                StringBuilder read = new StringBuilder();
                Thread reading = kind.start(() -> {
                    try {
                        ByteBuffer bytes = ByteBuffer.allocate(7);
                        reader.readInto(bytes);
                        read.append(new String(bytes.array(), StandardCharsets.ISO_8859_1));
                    } catch (IOException e) {
                        read.append(e);
                    }
                });
                Eventually.blocked(reading);
                assumeTrue(RawSocket.sendUrgent(sender, 'u'), "this kernel has no urgent bytes over AF_UNIX");
                Eventually.blocked(reading);
                RawSocket.send(sender, "abc");
                RawSocket.sendUrgent(sender, 'v');
                RawSocket.sendUrgent(sender, 'w');
                RawSocket.send(sender, "d");
                assertThat(reading.join(Duration.ofSeconds(20))).isTrue();
                assertThat(read.toString()).isEqualTo("uabcvwd");
            } finally {
                RawSocket.close(sender);
                reader.abort();
            }
        }
    }

    /** It is a byte of the answer, and a wrong one: nobody waits for the rest, and nobody spins. */
    @Test
    void L11_anUrgentByteInAHandshakeIsAWrongAnswer() throws Exception {
        Path monitor = directory.resolve("monitor");
        int listening = RawSocket.listening(Linux.AF_UNIX, RawSocket.name(monitor));
        try {
            AtomicReference<Object> outcome = new AtomicReference<>();
            Thread connecting = Thread.ofPlatform().start(() -> {
                try {
                    Flows.connect(new HybridAddress(monitor, 5000), OPTIONS).abort();
                } catch (IOException e) {
                    outcome.set(e);
                }
            });
            int accepted = RawSocket.accepted(listening);
            try {
                assumeTrue(RawSocket.sendUrgent(accepted, 'u'), "this kernel has no urgent bytes over AF_UNIX");
                assertThat(connecting.join(Duration.ofSeconds(20))).isTrue();
                assertThat(outcome.get())
                        .isInstanceOfSatisfying(
                                FlowException.class, e -> assertThat(e).hasMessageContaining("\"u\""));
            } finally {
                RawSocket.close(accepted);
                connecting.join();
            }
        } finally {
            RawSocket.close(listening);
        }
    }

    /** As of a socket that is said to be ready and is not, whatever the reason: waits are slowed down. */
    @Test
    void waitsThatEndAtOnceAndAreOfNoUseMakeNoBusyLoop() {
        Side side = new Side(Registration.Slot.READER, false);
        int hasty = 0;
        for (int i = 0; i < 200 && !side.isHasty(); i++) {
            hasty++;
        }
        assertThat(hasty).isBetween(16, 199);

        side.moved();
        assertThat(side.isHasty()).as("bytes moved").isFalse();
        side.beHasty();
        assertThat(side.isHasty()).isTrue();
    }

    @Test
    void errorsOfAShortageAreNoEndOfAStream() {
        assertThat(SocketQuirks.UNIX.isShortage(Errno.ENOBUFS)).isTrue();
        assertThat(SocketQuirks.UNIX.isShortage(Errno.ENOMEM)).isTrue();
        assertThat(SocketQuirks.VSOCK.isShortage(Errno.ENOMEM)).isTrue();
        assertThat(SocketQuirks.VSOCK.isShortage(Errno.ENOBUFS))
                .as("how virtio-vsock breaks a stream")
                .isFalse();
    }

    @Test
    void R5_EIOIsTheEndOfAStreamOnHypervsGuestsOnly() {
        assertThat(SocketQuirks.VSOCK.isEnd(0, () -> false)).isTrue();
        assertThat(SocketQuirks.VSOCK.isEnd(-Errno.EIO, () -> true)).isTrue();
        assertThat(SocketQuirks.VSOCK.isEnd(-Errno.EIO, () -> false)).isFalse();
        assertThat(SocketQuirks.VSOCK.isEnd(-Errno.ECONNRESET, () -> true)).isFalse();
        assertThat(SocketQuirks.UNIX.isEnd(-Errno.EIO, () -> true)).isFalse();
        assertThatThrownBy(() -> {
                    throw Failures.established("read", new UnixAddress(path), Errno.EIO);
                })
                .isInstanceOf(FlowException.class)
                .hasMessageContaining("EIO 5");
    }
}
