package io.hvflow.conformance.plain;

import io.hvflow.conformance.ForeignEnd;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A plain socket in another process, which does what it is asked for over a connection of its own. */
final class PlainEnd implements ForeignEnd {
    private final PlainProcess process;
    private final SocketChannel asking;
    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile boolean reachable = true;

    private PlainEnd(PlainProcess process, SocketChannel asking) {
        this.process = process;
        this.asking = asking;
        this.in = new DataInputStream(Channels.newInputStream(asking));
        this.out = new DataOutputStream(Channels.newOutputStream(asking));
    }

    static PlainEnd in(PlainProcess process) throws IOException {
        return new PlainEnd(process, SocketChannel.open(UnixDomainSocketAddress.of(process.control())));
    }

    void connect(Path path) throws IOException {
        ask(Command.CONNECT, bytes(path), 0);
    }

    /** Listens; {@link #accept} waits for who comes. */
    void listen(Path path) throws IOException {
        ask(Command.LISTEN, bytes(path), 0);
    }

    /** Accepts, receives a line of that length, and then sends the bytes with one call; returns the line. */
    String accept(int line, ByteBuffer answer) throws IOException {
        return StandardCharsets.US_ASCII
                .decode(ask(Command.ACCEPT, answer, line))
                .toString();
    }

    private static ByteBuffer bytes(Path path) {
        return ByteBuffer.wrap(path.toString().getBytes(StandardCharsets.UTF_8));
    }

    private ByteBuffer ask(int command, ByteBuffer bytes, int number) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(9 + bytes.remaining());
        request.put((byte) command).putInt(bytes.remaining()).put(bytes).putInt(number);
        out.write(request.array());
        if (in.readByte() == Command.FAILED) {
            throw new IOException("the plain end: " + in.readUTF());
        }
        return ByteBuffer.wrap(in.readNBytes(in.readInt()));
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        ask(Command.SEND, bytes, 0);
    }

    @Override
    public ByteBuffer receive(int max) throws IOException {
        return ask(Command.RECEIVE, ByteBuffer.allocate(0), max);
    }

    @Override
    public long echo(int piece) throws IOException {
        return ask(Command.ECHO, ByteBuffer.allocate(0), piece).getLong();
    }

    @Override
    public void shutdownInput() throws IOException {
        ask(Command.SHUTDOWN_INPUT, ByteBuffer.allocate(0), 0);
    }

    @Override
    public void shutdownOutput() throws IOException {
        ask(Command.SHUTDOWN_OUTPUT, ByteBuffer.allocate(0), 0);
    }

    /** The socket first, so that it is closed when this returns; then the connection over which it is asked. */
    @Override
    public void close() throws IOException {
        try (asking) {
            if (reachable && asking.isOpen()) {
                ask(Command.CLOSE, ByteBuffer.allocate(0), 0);
            }
        } finally {
            reachable = false;
            process.kill();
        }
    }

    @Override
    public boolean stop() throws IOException {
        boolean stopped = process.signal("-STOP");
        reachable &= !stopped;
        return stopped;
    }

    @Override
    public void resume() throws IOException {
        reachable |= process.signal("-CONT");
    }

    @Override
    public boolean kill() throws IOException {
        boolean killed = process.kill();
        reachable &= !killed;
        return killed;
    }
}
