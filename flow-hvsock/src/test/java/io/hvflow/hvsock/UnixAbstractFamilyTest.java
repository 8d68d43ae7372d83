package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowListener;
import io.hvflow.FlowRefusedException;
import io.hvflow.Flows;
import io.hvflow.UnixAbstractAddress;
import io.hvflow.hvsock.posix.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixAbstractFamilyTest {
    private final String unique = "hvflow-" + UUID.randomUUID();
    private OpenDescriptors before;

    @BeforeEach
    void open() {
        before = OpenDescriptors.now();
    }

    @AfterEach
    void close() {
        before.awaitNoneAdded();
    }

    private static void assertServes(FlowAddress address) throws IOException {
        try (FlowListener listener = Flows.listen(address.toString());
                Flow near = Flows.connect(address.toString());
                Flow far = listener.accept()) {
            near.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            near.shutdownWrite();
            far.shutdownWrite();
            ByteBuffer bytes = ByteBuffer.allocate(3);
            assertThat(far.readInto(bytes)).isTrue();
            assertThat(listener.localAddress()).isEqualTo(address);
            assertThat(near.remoteAddress()).isEqualTo(address);
            assertThat(far.localAddress()).isEqualTo(address);
            assertThat(far.remoteAddress()).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a//b/", " \u00e9\ud83d\ude00", "\0middle\0\0", "@"})
    void L4_nameOfAnyTextServes(String tail) throws IOException {
        assertServes(new UnixAbstractAddress(unique + tail));
    }

    @Test
    void nameMayHave107Bytes() throws IOException {
        assertServes(new UnixAbstractAddress(unique + "x".repeat(107 - unique.length())));
        assertThatThrownBy(() -> Flows.listen("unix:@" + "x".repeat(108)))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("108 bytes")
                .hasMessageContaining("at most 107");
        assertThatThrownBy(() -> Flows.connect("unix:@" + "%C3%A9".repeat(54)))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("108 bytes");
    }

    @Test
    @SuppressWarnings("try") // the listener is there to have the name
    void noFileIsMadeAndAFileOfThatNameIsAnotherAddress() throws IOException {
        try (FlowListener listener = Flows.listen("unix:@" + unique)) {
            assertThat(Files.exists(Path.of("@" + unique))).isFalse();
            assertThatThrownBy(() -> Flows.connect("unix:./@" + unique)).isInstanceOf(FlowRefusedException.class);
            try (FlowListener file = Flows.listen("unix:./@" + unique)) {
                assertThat(Files.exists(Path.of("@" + unique))).isTrue();
                assertThat(file.localAddress()).hasToString("unix:./@" + unique);
            }
        }
        assertThat(Files.exists(Path.of("@" + unique))).isFalse();
    }

    @Test
    void L1_nobodyListens() {
        assertThatThrownBy(() -> Flows.connect("unix:@" + unique))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("nobody listens at this abstract name")
                .hasMessageContaining("ECONNREFUSED 111");
    }

    @Test
    void L3_nameIsTakenUntilItsListenerCloses() throws IOException {
        FlowListener first = Flows.listen("unix:@" + unique);
        assertThatThrownBy(() -> Flows.listen("unix:@" + unique))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("another socket of this network namespace has the abstract name")
                .hasMessageContaining("EADDRINUSE 98");

        first.close();

        Flows.listen("unix:@" + unique).close();
    }

    /** The bytes on the wire are those of socat's and systemd's names: a zero byte, the name, and nothing after it. */
    @Test
    void peersOfAnotherMakeMeetAtTheName() throws IOException {
        byte[] name = ("\0" + unique).getBytes(StandardCharsets.UTF_8);
        byte[] own = ("\0" + unique + "-client").getBytes(StandardCharsets.UTF_8);
        try (FlowListener listener = Flows.listen("unix:@" + unique)) {
            int client = RawSocket.connected(own, name);
            try (Flow flow = listener.accept()) {
                assertThat(flow.remoteAddress()).hasToString("unix:@" + unique + "-client");
                RawSocket.shutdownWrite(client);
            } finally {
                RawSocket.close(client);
            }
        }
    }
}
