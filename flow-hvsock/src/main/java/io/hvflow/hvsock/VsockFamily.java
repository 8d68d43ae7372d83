package io.hvflow.hvsock;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.VsockAddress;
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
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** AF_VSOCK: ports of virtual machines. */
final class VsockFamily implements Family<VsockAddress>, PosixFamily<VsockAddress> {
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    @Override
    public String scheme() {
        return "vsock";
    }

    @Override
    public Class<VsockAddress> type() {
        return VsockAddress.class;
    }

    /** Whether the kernel has the family; whether a transport is there shows only when an address is used. */
    @Override
    public Optional<String> unavailable() {
        return Availability.unavailable(Linux.AF_VSOCK);
    }

    @Override
    public StreamSocket connect(VsockAddress address, FlowOptions options) throws IOException {
        return Connector.connect(this, address, options, Connector.deadline(options));
    }

    @Override
    public ListenSocket listen(VsockAddress address, FlowOptions options) throws IOException {
        return PosixListenSocket.listen(this, address, options);
    }

    @Override
    public int domain() {
        return Linux.AF_VSOCK;
    }

    @Override
    public byte[] connectName(VsockAddress address, FlowOptions options) throws FlowAddressException {
        if (address.cid() == VsockAddress.CID_ANY || address.port() == VsockAddress.PORT_ANY) {
            throw new FlowAddressException(
                    "connect", address, "only a listener can have any CID or any port; name the peer's", null);
        }
        boolean toHost =
                options.transport(VsockOptions.class).map(VsockOptions::toHost).orElse(false);
        return SocketName.vsock(address.cid(), address.port(), toHost ? Linux.VMADDR_FLAG_TO_HOST : 0);
    }

    @Override
    public byte[] listenName(VsockAddress address) {
        return SocketName.vsock(address.cid(), address.port(), 0);
    }

    @Override
    public VsockAddress local(VsockAddress asked, byte[] name) {
        return new VsockAddress(SocketName.cid(name), SocketName.port(name));
    }

    @Override
    public VsockAddress accepted(FlowAddress listening, byte[] name) {
        return new VsockAddress(SocketName.cid(name), SocketName.port(name));
    }

    @Override
    public VsockAddress named(VsockAddress asked, byte[] name) {
        return new VsockAddress(SocketName.cid(name), SocketName.port(name));
    }

    @Override
    public void configure(Descriptor socket, VsockAddress address, FlowOptions options) throws FlowException {
        VsockOptions asked = options.transport(VsockOptions.class).orElse(VsockOptions.DEFAULTS);
        if (asked.hasSizes() || options.windowSize().isPresent()) {
            VsockBuffer now = VsockBuffer.of(socket, address);
            now.changed(asked, options.windowSize()).set(socket, address);
        }
    }

    /** A little more than the caller's, so that it is the caller's own clock that ends an attempt, not before its time. */
    @Override
    public void connectTimeout(Descriptor socket, VsockAddress address, Duration timeout) throws FlowException {
        SocketOptions.vsockConnectTimeout(
                socket, address, timeout.compareTo(Duration.ofDays(1)) < 0 ? timeout.plusSeconds(1) : timeout);
    }

    @Override
    public SocketQuirks quirks() {
        return SocketQuirks.VSOCK;
    }

    @Override
    public @Nullable String explain(String operation, VsockAddress address, int errno) {
        return switch (errno) {
            case Errno.EADDRNOTAVAIL -> explainCid(address.cid());
            case Errno.EADDRINUSE -> "another socket has the port, on this CID or on any";
            case Errno.EACCES ->
                address.port() < FIRST_UNPRIVILEGED_PORT && operation.equals("listen")
                        ? "not permitted: ports below " + FIRST_UNPRIVILEGED_PORT + " take CAP_NET_BIND_SERVICE"
                        : null;
            case Errno.EINVAL ->
                operation.equals("connect")
                        ? "the kernel does not take the address; before Linux 5.11 it takes none with a flag"
                        : null;
            case Errno.ENODEV ->
                "there is no virtual machine of CID " + address.cid() + ", or no vsock transport that leads there";
            case Errno.ENETUNREACH -> "no vsock transport of this machine leads to CID " + address.cid();
            default -> null;
        };
    }

    private static String explainCid(long cid) {
        String reason = "CID " + cid + " is not this machine's";
        if (cid == VsockAddress.CID_LOCAL) {
            return reason + " while the kernel's module vsock_loopback is not loaded";
        }
        if (cid == VsockAddress.CID_HOST) {
            return reason + " while the kernel's module vhost_vsock is not loaded";
        }
        return reason + "; leave the CID open to listen on any";
    }
}
