package io.hvflow.jmh;

import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.SimAddress;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXSocket;

/** What carries the bytes: the backends, and the peers that they are measured against. */
public enum Transport {
    /** A flow over a UNIX-domain socket. */
    FLOW_UNIX(Family.UNIX, Family.UNIX.flow()) {
        @Override
        Duplex.Pair open() throws IOException {
            return openAndClose(listen(FlowOptions.DEFAULTS));
        }

        @Override
        Listening listen(FlowOptions accepted) throws IOException {
            return SocketFile.listening(path -> FlowDuplex.listening(new UnixAddress(path), accepted));
        }
    },
    /** The JDK's channel over a UNIX-domain socket. */
    JDK_UNIX(Family.UNIX, "JDK SocketChannel") {
        @Override
        Duplex.Pair open() throws IOException {
            return openAndClose(listen(FlowOptions.DEFAULTS));
        }

        @Override
        Listening listen(FlowOptions accepted) throws IOException {
            return SocketFile.listening(ChannelDuplex::listeningByJdk);
        }
    },
    /** junixsocket's channel, which has a native library of its own. */
    JUNIXSOCKET(Family.UNIX, "junixsocket") {
        @Override
        Duplex.Pair open() throws IOException {
            return openAndClose(listen(FlowOptions.DEFAULTS));
        }

        @Override
        Listening listen(FlowOptions accepted) throws IOException {
            return SocketFile.listening(ChannelDuplex::listeningByJunixsocket);
        }

        @Override
        Optional<String> absent() {
            return AFUNIXSocket.isSupported()
                    ? Optional.empty()
                    : Optional.of("absent: junixsocket has no library for this system");
        }
    },
    /** Netty's channel over a UNIX-domain socket, with event loops on epoll. */
    NETTY_EPOLL(Family.UNIX, "Netty epoll") {
        @Override
        Duplex.Pair open() throws IOException {
            return SocketFile.at(NettyConnection::domainSockets);
        }

        @Override
        Optional<String> absent() {
            Throwable why = Epoll.unavailabilityCause();
            return Optional.ofNullable(why).map(it -> "absent: " + it);
        }
    },
    /** A flow on the simulated hypervisor. */
    FLOW_SIM(Family.MEMORY, Family.MEMORY.flow()) {
        @Override
        Duplex.Pair open() throws IOException {
            return openAndClose(listen(FlowOptions.DEFAULTS));
        }

        @Override
        Listening listen(FlowOptions accepted) throws IOException {
            return FlowDuplex.listening(new SimAddress("jmh", SimAddress.PORT_ANY), accepted);
        }
    },
    /** Okio's socket pair in memory: the same promises, but for errors and time-outs. */
    OKIO_SOCKET(Family.MEMORY, "okio socket pair") {
        @Override
        Duplex.Pair open() {
            return OkioDuplex.sockets();
        }
    },
    /** Okio's pipe, one for each direction. */
    OKIO_PIPE(Family.MEMORY, "okio Pipe") {
        @Override
        Duplex.Pair open() {
            return OkioDuplex.pipes();
        }
    },
    /** The piped streams of java.io. */
    PIPED_STREAMS(Family.MEMORY, "java.io piped streams") {
        @Override
        Duplex.Pair open() throws IOException {
            return PipedDuplex.pipes();
        }
    },
    /** The pipes of java.nio: what the system has for use within a process. */
    NIO_PIPE(Family.MEMORY, "java.nio Pipe") {
        @Override
        Duplex.Pair open() throws IOException {
            return PipeDuplex.pipes();
        }
    },
    /** Netty's channel in memory. It passes objects on, and bounds them by its writers' marks only. */
    NETTY_LOCAL(Family.MEMORY, "Netty local") {
        @Override
        Duplex.Pair open() throws IOException {
            return NettyConnection.localChannels();
        }
    },
    /** A flow over AF_VSOCK to this machine itself, where the kernel has a loopback transport. */
    FLOW_VSOCK(Family.VSOCK, Family.VSOCK.flow()) {
        @Override
        Duplex.Pair open() throws IOException {
            return openAndClose(listen(FlowOptions.DEFAULTS));
        }

        @Override
        Listening listen(FlowOptions accepted) throws IOException {
            return FlowDuplex.listening(local(), accepted);
        }

        @Override
        Optional<String> absent() {
            try {
                Flows.listen(local(), FlowOptions.DEFAULTS).close();
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of("absent: " + e.getMessage());
            }
        }

        private static VsockAddress local() {
            return new VsockAddress(VsockAddress.CID_LOCAL, VsockAddress.PORT_ANY);
        }
    };

    private final Family family;
    private final String label;

    Transport(Family family, String label) {
        this.family = family;
        this.label = label;
    }

    /** Two connected ends in this process. */
    abstract Duplex.Pair open() throws IOException;

    /** A listener for many connections, where the transport has one; with options for the flows that it accepts. */
    Listening listen(FlowOptions accepted) throws IOException {
        throw new UnsupportedOperationException(label + " is not measured by its connections");
    }

    /** Why there is none on this machine, if so. */
    Optional<String> absent() {
        return Optional.empty();
    }

    Family family() {
        return family;
    }

    /** For people. */
    String label() {
        return label;
    }

    private static Duplex.Pair openAndClose(Listening listening) throws IOException {
        try (listening) {
            return listening.connected();
        }
    }
}
