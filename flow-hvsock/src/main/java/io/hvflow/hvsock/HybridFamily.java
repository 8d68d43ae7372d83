package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.HybridAddress;
import io.hvflow.VsockAddress;
import io.hvflow.hvsock.posix.Availability;
import io.hvflow.hvsock.posix.Connector;
import io.hvflow.hvsock.posix.Descriptor;
import io.hvflow.hvsock.posix.Linux;
import io.hvflow.hvsock.posix.PosixFamily;
import io.hvflow.hvsock.posix.PosixListenSocket;
import io.hvflow.hvsock.posix.PosixStreamSocket;
import io.hvflow.hvsock.posix.SocketOptions;
import io.hvflow.hvsock.posix.SocketPlace;
import io.hvflow.hvsock.posix.SocketQuirks;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hybrid vsock: the host's side of a virtual machine whose monitor (Firecracker, Cloud Hypervisor, vhost-device-vsock) bridges
 * AF_VSOCK to UNIX-domain sockets.
 *
 * <p>To reach the guest's port, connect to the monitor's socket file and say so ({@link HybridHandshake}). To be reached at a
 * host's port, listen at {@code <path>_<port>}; the monitor does not tell which port of the guest's connects, so the remote
 * address of an accepted flow has none.
 *
 * <p>The sockets carry half-close, and so it is declared. That does not hold for every monitor behind them: Firecracker takes
 * the host's half-close for a close, and does not pass the guest's on; framing restores both.
 */
final class HybridFamily implements Family<HybridAddress>, PosixFamily<HybridAddress> {
    private static final long FIRST_DYNAMIC_PORT = 1L << 30;

    @Override
    public String scheme() {
        return "hybrid";
    }

    @Override
    public Class<HybridAddress> type() {
        return HybridAddress.class;
    }

    @Override
    public Optional<String> unavailable() {
        return Availability.unavailable(Linux.AF_UNIX);
    }

    @Override
    public StreamSocket connect(HybridAddress address, FlowOptions options) throws IOException {
        long deadline = Connector.deadline(options);
        PosixStreamSocket socket = Connector.connect(this, address, options, deadline);
        boolean greeted = false;
        try {
            long port = new HybridHandshake(socket, address, options.connectTimeout(), deadline).perform();
            greeted = true;
            return socket.withLocal(new HybridAddress(address.path(), port));
        } finally {
            if (!greeted) {
                socket.abort();
            }
        }
    }

    @Override
    public ListenSocket listen(HybridAddress address, FlowOptions options) throws IOException {
        if (address.port() != VsockAddress.PORT_ANY) {
            return PosixListenSocket.listen(this, address, options);
        }
        // From so many that a taken one is not to be expected; the guest is told the port by its own ways.
        long port = ThreadLocalRandom.current().nextLong(FIRST_DYNAMIC_PORT, 2 * FIRST_DYNAMIC_PORT);
        return PosixListenSocket.listen(this, new HybridAddress(address.path(), port), options);
    }

    @Override
    public int domain() {
        return Linux.AF_UNIX;
    }

    @Override
    public byte[] connectName(HybridAddress address, FlowOptions options) throws FlowAddressException {
        if (address.port() == VsockAddress.PORT_ANY) {
            throw new FlowAddressException(
                    "connect", address, "only a listener can have any port; name the guest's", null);
        }
        return SocketFile.name("connect", address, address.path());
    }

    @Override
    public byte[] listenName(HybridAddress address) throws FlowAddressException {
        return SocketFile.name("listen", address, listenPath(address));
    }

    private static Path listenPath(HybridAddress address) {
        return Path.of(address.path() + "_" + address.port());
    }

    @Override
    public HybridAddress local(HybridAddress asked, byte[] name) {
        return asked;
    }

    @Override
    public FlowAddress named(HybridAddress asked, byte[] name) {
        return new HybridAddress(asked.path(), VsockAddress.PORT_ANY);
    }

    @Override
    public SocketPlace place(HybridAddress address, FlowOptions options) {
        return SocketFile.place(listenPath(address), options);
    }

    @Override
    public boolean maySoonBeServed(HybridAddress address, int errno) {
        return SocketFile.maySoonBeServed(address.path(), errno);
    }

    @Override
    public void configure(Descriptor socket, HybridAddress address, FlowOptions options) throws FlowException {
        SocketOptions.sendBuffer(socket, address, options);
    }

    @Override
    public SocketQuirks quirks() {
        return SocketQuirks.UNIX;
    }

    @Override
    public @Nullable String explain(String operation, HybridAddress address, int errno) {
        Path path = operation.equals("connect") ? address.path() : listenPath(address);
        return SocketFile.explain(operation, path, errno);
    }
}
