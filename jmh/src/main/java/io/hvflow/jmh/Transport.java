package io.hvflow.jmh;

import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.SimAddress;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What carries the bytes: the backends, and the peers that they are measured against. */
public enum Transport {
    /** A flow over a UNIX-domain socket. */
    FLOW_UNIX(Family.UNIX, Family.UNIX.flow()) {
        @Override
        Duplex.Pair open() throws IOException {
            return atSocketFile(path -> FlowDuplex.connected(new UnixAddress(path)));
        }
    },
    /** The JDK's channel over a UNIX-domain socket. */
    JDK_UNIX(Family.UNIX, "JDK SocketChannel") {
        @Override
        Duplex.Pair open() throws IOException {
            return atSocketFile(path -> ChannelDuplex.connected(UnixDomainSocketAddress.of(path)));
        }
    },
    /** A flow on the simulated hypervisor. */
    FLOW_SIM(Family.MEMORY, Family.MEMORY.flow()) {
        @Override
        Duplex.Pair open() throws IOException {
            return FlowDuplex.connected(new SimAddress("jmh", SimAddress.PORT_ANY));
        }
    },
    /** A flow over AF_VSOCK to this machine itself, where the kernel has a loopback transport. */
    FLOW_VSOCK(Family.VSOCK, Family.VSOCK.flow()) {
        @Override
        Duplex.Pair open() throws IOException {
            return FlowDuplex.connected(local());
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

    private static Duplex.Pair atSocketFile(Opening opening) throws IOException {
        Path directory = Files.createTempDirectory("hvflow");
        Path path = directory.resolve("s");
        try {
            return opening.open(path);
        } finally {
            Files.deleteIfExists(path);
            Files.delete(directory);
        }
    }

    private interface Opening {
        Duplex.Pair open(Path path) throws IOException;
    }
}
