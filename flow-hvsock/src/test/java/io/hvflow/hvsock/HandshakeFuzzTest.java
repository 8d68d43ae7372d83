package io.hvflow.hvsock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.HybridAddress;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A monitor that answers as it likes: a connection, or a typed failure, and not a byte behind the line is taken. */
class HandshakeFuzzTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.connectTimeout(Duration.ofSeconds(20));
    private static final String RIGHT = "OK 1073741824\n";

    private static OpenDescriptors before;
    private static Sockets sockets;
    private static ServerSocketChannel server;

    @BeforeContainer
    static void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(sockets.path("vm.sock")));
    }

    @AfterContainer
    static void close() throws Exception {
        server.close();
        sockets.close();
        before.awaitNoneAdded();
    }

    @Property(tries = 300)
    void L11_whateverAMonitorAnswers(@ForAll("answers") String answer, @ForAll @IntRange(min = 1, max = 80) int piece) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            Thread monitor = Thread.ofPlatform().start(() -> play(answer.getBytes(ISO_8859_1), piece));
            try {
                StreamSocket socket =
                        new HybridFamily().connect(new HybridAddress(sockets.path("vm.sock"), 5000), OPTIONS);
                monitor.join();
                int line = answer.indexOf('\n') + 1;
                assertThat(answer.substring(0, line)).matches("OK [0-9]{1,10}\n");
                ByteBuffer rest = ByteBuffer.allocate(answer.length() + 1);
                while (socket.read(rest) > 0) {}
                socket.close();
                assertThat(new String(rest.array(), 0, rest.position(), ISO_8859_1))
                        .isEqualTo(answer.substring(line));
            } catch (FlowException refused) {
                assertThat(answer).as("refused: " + refused.getMessage()).doesNotStartWith(RIGHT);
                assertThat(refused.getMessage()).matches("[ -~]*");
            }
            monitor.join();
        });
    }

    private static void play(byte[] answer, int piece) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(64));
            for (int at = 0; at < answer.length; at += piece) {
                client.write(ByteBuffer.wrap(answer, at, Math.min(piece, answer.length - at)));
            }
        } catch (IOException gone) {
            // The client has refused the answer before it was all there.
        }
    }

    /** Lines that are right, that nearly are, and noise; with bytes of the guest behind some. */
    @Provide
    Arbitrary<String> answers() {
        Arbitrary<String> noise =
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(100);
        Arbitrary<String> line = Arbitraries.of(
                RIGHT,
                "OK 0\n",
                "OK 4294967295\n",
                "OK 4294967296\n",
                "OK 99999999999\n",
                "OK \n",
                "OK -1\n",
                "ok 1\n",
                "OK 1\r\n",
                "OK 1",
                "OK",
                "\n",
                "",
                "ERR\n",
                "OK 1 \n",
                "OK +1\n");
        return Arbitraries.oneOf(Combinators.combine(line, noise).as(String::concat), Arbitraries.just(RIGHT), noise);
    }
}
