package io.hvflow.conformance.plain;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A program that holds plain sockets and does with them what it is asked for. It uses the JDK's own channels, and no
 * class of this library. Its argument is the path at which it listens; each connection there asks for one socket's
 * doings. It ends when its standard input does.
 */
public final class PlainProgram {
    private PlainProgram() {}

    /**
     * Runs it.
     *
     * @param arguments the path of the control socket
     * @throws IOException if it cannot listen there
     */
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel control = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        control.bind(UnixDomainSocketAddress.of(arguments[0]), 64);
        Thread.ofPlatform().daemon().start(() -> acceptAll(control));
        System.out.println("ready");
        System.out.flush();
        while (System.in.read() != -1) {
            // Nothing is said there.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void acceptAll(ServerSocketChannel control) {
        try {
            while (true) {
                SocketChannel asking = control.accept();
                Thread.ofPlatform().daemon().start(() -> new Serving(asking).run());
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    /** One socket, and who asks for its doings. */
    private static final class Serving {
        private final SocketChannel asking;
        private final DataInputStream in;
        private final DataOutputStream out;
        private @Nullable ServerSocketChannel listening;
        private @Nullable SocketChannel socket;

        Serving(SocketChannel asking) {
            this.asking = asking;
            this.in = new DataInputStream(Channels.newInputStream(asking));
            this.out = new DataOutputStream(Channels.newOutputStream(asking));
        }

        void run() {
            try {
                while (true) {
                    serve(in.readByte());
                }
            } catch (EOFException e) {
                // Nobody asks any more.
            } catch (IOException e) {
                System.err.println(e);
            } finally {
                closeAll();
            }
        }

        private void serve(int command) throws IOException {
            // All arguments are read before anything can fail, so that the next command begins where it does.
            ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            int number = in.readInt();
            ByteBuffer answer;
            try {
                answer = perform(command, bytes, number);
            } catch (IOException | RuntimeException e) {
                out.writeByte(Command.FAILED);
                out.writeUTF(e.toString());
                return;
            }
            out.writeByte(Command.OK);
            out.writeInt(answer.remaining());
            byte[] answered = new byte[answer.remaining()];
            answer.get(answered);
            out.write(answered);
        }

        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        private ByteBuffer perform(int command, ByteBuffer bytes, int number) throws IOException {
            switch (command) {
                case Command.CONNECT -> socket = SocketChannel.open(UnixDomainSocketAddress.of(path(bytes)));
                case Command.LISTEN -> {
                    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    listening.bind(UnixDomainSocketAddress.of(path(bytes)));
                }
                case Command.ACCEPT -> {
                    socket = there(listening).accept();
                    there(listening).close();
                    ByteBuffer line = receiveAll(number);
                    send(bytes);
                    return line;
                }
                case Command.SEND -> send(bytes);
                case Command.RECEIVE -> {
                    ByteBuffer dst = ByteBuffer.allocate(number);
                    there(socket).read(dst);
                    return dst.flip();
                }
                case Command.ECHO -> {
                    return ByteBuffer.allocate(8).putLong(echo(number)).flip();
                }
                case Command.SHUTDOWN_INPUT -> there(socket).shutdownInput();
                case Command.SHUTDOWN_OUTPUT -> there(socket).shutdownOutput();
                case Command.CLOSE -> there(socket).close();
                default -> throw new IOException("no such command: " + command);
            }
            return NOTHING;
        }

        private static Path path(ByteBuffer bytes) {
            return Path.of(StandardCharsets.UTF_8.decode(bytes).toString());
        }

        private static <T> T there(@Nullable T made) throws IOException {
            if (made == null) {
                throw new IOException("not connected");
            }
            return made;
        }

        private void send(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                there(socket).write(bytes);
            }
        }

        private ByteBuffer receiveAll(int count) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(count);
            while (dst.hasRemaining() && there(socket).read(dst) != -1) {
                // It blocks for each piece.
            }
            return dst.flip();
        }

        private long echo(int piece) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(piece);
            long count = 0;
            boolean sends = true;
            while (there(socket).read(bytes.clear()) != -1) {
                count += bytes.flip().remaining();
                try {
                    while (sends && bytes.hasRemaining()) {
                        there(socket).write(bytes);
                    }
                } catch (IOException e) {
                    sends = false;
                }
            }
            there(socket).close();
            return count;
        }

        @SuppressWarnings("try") // what is there is closed, and used no more
        private void closeAll() {
            try (SocketChannel first = asking;
                    SocketChannel second = socket;
                    ServerSocketChannel third = listening) {
                // They are closed in the end.
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }
}
