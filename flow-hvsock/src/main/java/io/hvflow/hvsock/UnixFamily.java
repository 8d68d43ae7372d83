package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.posix.Availability;
import io.hvflow.hvsock.posix.Connector;
import io.hvflow.hvsock.posix.Descriptor;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.PosixFamily;
import io.hvflow.hvsock.posix.PosixListenSocket;
import io.hvflow.hvsock.posix.SocketOptions;
import io.hvflow.hvsock.posix.SocketPlace;
import io.hvflow.hvsock.posix.SocketQuirks;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** UNIX-domain stream sockets. A socket that was never bound has no name; the listener's then stands for both ends. */
final class UnixFamily implements Family<UnixAddress>, PosixFamily<UnixAddress> {
    @Override
    public String scheme() {
        return "unix";
    }

    @Override
    public Class<UnixAddress> type() {
        return UnixAddress.class;
    }

    @Override
    public Optional<String> unavailable() {
        return Availability.unavailable(Linux.AF_UNIX);
    }

    @Override
    public StreamSocket connect(UnixAddress address, FlowOptions options) throws IOException {
        return Connector.connect(this, address, options, Connector.deadline(options));
    }

    @Override
    public ListenSocket listen(UnixAddress address, FlowOptions options) throws IOException {
        return PosixListenSocket.listen(this, address, options);
    }

    @Override
    public int domain() {
        return Linux.AF_UNIX;
    }

    @Override
    public byte[] connectName(UnixAddress address, FlowOptions options) throws FlowAddressException {
        return SocketFile.name("connect", address, address.path());
    }

    @Override
    public byte[] listenName(UnixAddress address) throws FlowAddressException {
        return SocketFile.name("listen", address, address.path());
    }

    /** Whatever name the socket was bound to first ({@link SocketPlace}), it is found at the one that was asked for. */
    @Override
    public UnixAddress local(UnixAddress asked, byte[] name) {
        return asked;
    }

    @Override
    public @Nullable FlowAddress named(UnixAddress asked, byte[] name) {
        return SocketFile.named(name);
    }

    @Override
    public SocketPlace place(UnixAddress address, FlowOptions options) {
        return SocketFile.place(address.path(), options);
    }

    @Override
    public boolean maySoonBeServed(UnixAddress address, int errno) {
        return SocketFile.maySoonBeServed(address.path(), errno);
    }

    @Override
    public void configure(Descriptor socket, UnixAddress address, FlowOptions options) throws FlowException {
        SocketOptions.sendBuffer(socket, address, options);
    }

    @Override
    public SocketQuirks quirks() {
        return SocketQuirks.UNIX;
    }

    @Override
    public @Nullable String explain(String operation, UnixAddress address, int errno) {
        return SocketFile.explain(operation, address.path(), errno);
    }
}
