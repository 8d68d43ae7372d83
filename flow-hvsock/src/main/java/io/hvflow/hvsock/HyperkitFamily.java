package io.hvflow.hvsock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.HyperkitAddress;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of a virtual machine of hyperkit, which bridges the guest's AF_VSOCK to UNIX-domain sockets in a directory.
 *
 * <p>To reach the guest's port, connect to {@code <dir>/connect} and say CID and port in hexadecimal, {@code
 * 00000003.00001388\n}. Nothing answers: if nobody listens there, the stream that has just been connected ends or breaks. To be
 * reached at a host's port, listen at {@code <dir>/00000002.<port>}. Nothing tells the port at the other side of either, so the
 * local address of the first and the remote address of the second have none.
 */
final class HyperkitFamily implements Family<HyperkitAddress>, PosixFamily<HyperkitAddress> {
    /** A virtual machine of hyperkit has this CID, each in its own directory. */
    private static final long GUEST_CID = 3;

    private static final HexFormat HEX = HexFormat.of();
    private static final long FIRST_DYNAMIC_PORT = 1L << 30;

    @Override
    public String scheme() {
        return "hyperkit";
    }

    @Override
    public Class<HyperkitAddress> type() {
        return HyperkitAddress.class;
    }

    @Override
    public Optional<String> unavailable() {
        return Availability.unavailable(Linux.AF_UNIX);
    }

    @Override
    public StreamSocket connect(HyperkitAddress address, FlowOptions options) throws IOException {
        PosixStreamSocket socket = Connector.connect(this, address, options, Connector.deadline(options));
        boolean asked = false;
        try {
            ask(socket, address);
            asked = true;
            return socket.withLocal(withoutPort(address));
        } finally {
            if (!asked) {
                socket.abort();
            }
        }
    }

    private static void ask(PosixStreamSocket socket, HyperkitAddress address) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((place(GUEST_CID, address.port()) + "\n").getBytes(US_ASCII));
        try {
            socket.write(line);
        } catch (FlowClosedException | FlowResetException e) {
            throw new FlowRefusedException(
                    "connect",
                    address,
                    "the virtual machine's monitor has closed the connection unasked; it may be ending",
                    e.nativeError().orElse(null));
        }
        if (line.hasRemaining()) {
            throw new FlowException("connect", address, "the socket did not take the request in one piece");
        }
    }

    /** {@code cccccccc.pppppppp}. */
    private static String place(long cid, long port) {
        return HEX.toHexDigits(cid, 8) + "." + HEX.toHexDigits(port, 8);
    }

    private static HyperkitAddress withoutPort(HyperkitAddress address) {
        return new HyperkitAddress(address.directory(), VsockAddress.PORT_ANY);
    }

    @Override
    public ListenSocket listen(HyperkitAddress address, FlowOptions options) throws IOException {
        if (address.port() != VsockAddress.PORT_ANY) {
            return PosixListenSocket.listen(this, address, options);
        }
        // From so many that a taken one is not to be expected; the guest is told the port by its own ways.
        long port = ThreadLocalRandom.current().nextLong(FIRST_DYNAMIC_PORT, 2 * FIRST_DYNAMIC_PORT);
        return PosixListenSocket.listen(this, new HyperkitAddress(address.directory(), port), options);
    }

    @Override
    public int domain() {
        return Linux.AF_UNIX;
    }

    @Override
    public byte[] connectName(HyperkitAddress address, FlowOptions options) throws FlowAddressException {
        if (address.port() == VsockAddress.PORT_ANY) {
            throw new FlowAddressException(
                    "connect", address, "only a listener can have any port; name the guest's", null);
        }
        return SocketFile.name("connect", address, connectPath(address));
    }

    @Override
    public byte[] listenName(HyperkitAddress address) throws FlowAddressException {
        return SocketFile.name("listen", address, listenPath(address));
    }

    private static Path connectPath(HyperkitAddress address) {
        return address.directory().resolve("connect");
    }

    private static Path listenPath(HyperkitAddress address) {
        return address.directory().resolve(place(VsockAddress.CID_HOST, address.port()));
    }

    @Override
    public HyperkitAddress local(HyperkitAddress asked, byte[] name) {
        return asked;
    }

    @Override
    public FlowAddress named(HyperkitAddress asked, byte[] name) {
        return withoutPort(asked);
    }

    @Override
    public SocketPlace place(HyperkitAddress address, FlowOptions options) {
        return SocketFile.place(listenPath(address), options);
    }

    @Override
    public boolean maySoonBeServed(HyperkitAddress address, int errno) {
        return SocketFile.maySoonBeServed(connectPath(address), errno);
    }

    @Override
    public void configure(Descriptor socket, HyperkitAddress address, FlowOptions options) throws FlowException {
        SocketOptions.sendBuffer(socket, address, options);
    }

    @Override
    public SocketQuirks quirks() {
        return SocketQuirks.UNIX;
    }

    @Override
    public @Nullable String explain(String operation, HyperkitAddress address, int errno) {
        Path path = operation.equals("connect") ? connectPath(address) : listenPath(address);
        return SocketFile.explain(operation, path, errno);
    }
}
