package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAbstractAddress;
import io.hvflow.hvsock.posix.Availability;
import io.hvflow.hvsock.posix.Connector;
import io.hvflow.hvsock.posix.Descriptor;
import io.hvflow.hvsock.posix.Errno;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.PosixFamily;
import io.hvflow.hvsock.posix.PosixListenSocket;
import io.hvflow.hvsock.posix.SocketName;
import io.hvflow.hvsock.posix.SocketOptions;
import io.hvflow.hvsock.posix.SocketQuirks;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** UNIX-domain stream sockets with names that Linux keeps by itself. No file is made, looked for or removed. */
final class UnixAbstractFamily implements Family<UnixAbstractAddress>, PosixFamily<UnixAbstractAddress> {
    @Override
    public String scheme() {
        return "unix";
    }

    @Override
    public Class<UnixAbstractAddress> type() {
        return UnixAbstractAddress.class;
    }

    @Override
    public Optional<String> unavailable() {
        return Availability.unavailable(Linux.AF_UNIX);
    }

    @Override
    public StreamSocket connect(UnixAbstractAddress address, FlowOptions options) throws IOException {
        return Connector.connect(this, address, options, Connector.deadline(options));
    }

    @Override
    public ListenSocket listen(UnixAbstractAddress address, FlowOptions options) throws IOException {
        return PosixListenSocket.listen(this, address, options);
    }

    @Override
    public int domain() {
        return Linux.AF_UNIX;
    }

    @Override
    public byte[] connectName(UnixAbstractAddress address, FlowOptions options) throws FlowAddressException {
        return name("connect", address);
    }

    @Override
    public byte[] listenName(UnixAbstractAddress address) throws FlowAddressException {
        return name("listen", address);
    }

    private static byte[] name(String operation, UnixAbstractAddress address) throws FlowAddressException {
        byte[] bytes = address.name().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > SocketName.MAX_PATH) {
            throw new FlowAddressException(
                    operation,
                    address,
                    "the abstract name has " + bytes.length + " bytes, and may have at most " + SocketName.MAX_PATH
                            + "; choose a shorter one",
                    null);
        }
        return SocketName.unixAbstract(bytes);
    }

    @Override
    public UnixAbstractAddress local(UnixAbstractAddress asked, byte[] name) {
        return asked;
    }

    @Override
    public @Nullable FlowAddress named(UnixAbstractAddress asked, byte[] name) {
        return SocketFile.named(name);
    }

    @Override
    public void configure(Descriptor socket, UnixAbstractAddress address, FlowOptions options) throws FlowException {
        SocketOptions.sendBuffer(socket, address, options);
    }

    @Override
    public SocketQuirks quirks() {
        return SocketQuirks.UNIX;
    }

    @Override
    public @Nullable String explain(String operation, UnixAbstractAddress address, int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED -> "nobody listens at this abstract name in this network namespace";
            case Errno.EADDRINUSE -> "another socket of this network namespace has the abstract name";
            case Errno.EPROTOTYPE -> "the socket of this abstract name is not a stream socket";
            default -> null;
        };
    }
}
