package io.hvflow.jmh;

import io.hvflow.SimAddress;
import io.hvflow.UnixAddress;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What carries the bytes: the backends, and the peers that they are measured against. */
public enum Transport {
    /** A flow over a UNIX-domain socket. */
    FLOW_UNIX {
        @Override
        Duplex.Pair open() throws IOException {
            return atSocketFile(path -> FlowDuplex.connected(new UnixAddress(path)));
        }
    },
    /** A flow on the simulated hypervisor. */
    FLOW_SIM {
        @Override
        Duplex.Pair open() throws IOException {
            return FlowDuplex.connected(new SimAddress("jmh", SimAddress.PORT_ANY));
        }
    },
    /** The JDK's channel over a UNIX-domain socket: what the ratios are taken to. */
    JDK_UNIX {
        @Override
        Duplex.Pair open() throws IOException {
            return atSocketFile(path -> ChannelDuplex.connected(UnixDomainSocketAddress.of(path)));
        }
    };

    /** Two connected ends in this process. */
    abstract Duplex.Pair open() throws IOException;

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
