package io.hvflow.conformance.zoo;

import static io.hvflow.conformance.zoo.Breed.whole;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.targets.UnixTarget;
import io.hvflow.engine.BufferedFlow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with peers of another make, with what they say, and with what others put in one's place. */
final class WrongAmongStrangers {
    private WrongAmongStrangers() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "H11",
                        "undrained-unseen",
                        "a blocked writer does not notice a peer that shut down reading with bytes unread",
                        whole(UndrainedUnseen::new)),
                WrongFlow.of(
                        "L11",
                        "odd-name-throws",
                        "accept throws an unchecked exception if the client's name is no text",
                        OddNameThrows::new),
                WrongFlow.ofTarget(
                        "L12",
                        "close-removes-anything",
                        "closing a listener removes whatever is at its place",
                        CloseRemovesAnything::new),
                WrongFlow.of(
                        "L13",
                        "broken-provider-fatal",
                        "a provider that cannot be loaded takes the others along",
                        new BrokenProviderFatal()));
    }

    private static final class UndrainedUnseen extends Hanging {
        private final MemorySocket socket;

        UndrainedUnseen(MemorySocket socket, FlowOptions asked) {
            super(BufferedFlow.of(socket, asked));
            this.socket = socket;
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            try {
                super.write(src);
            } catch (FlowClosedException e) {
                throw socket.peerIsUndrained() && !aborted() ? hang() : e;
            }
        }
    }

    private static final class OddNameThrows implements Breed {
        @Override
        public FlowListener listener(MemoryListener socket, FlowOptions asked) {
            return new ForwardingListener(Breed.super.listener(socket, asked)) {
                @Override
                public Flow accept() throws IOException {
                    Flow accepted = super.accept();
                    if (accepted.remoteAddress().equals(odd(socket.localAddress()))) {
                        accepted.abort();
                        throw new IllegalStateException("a name that is no text");
                    }
                    return accepted;
                }
            };
        }

        private static FlowAddress odd(FlowAddress listening) {
            return MemoryNet.address(MemoryNet.cage(listening), MemoryEnds.ODD);
        }
    }

    /** Over real sockets, since those in memory have no files. */
    private static final class CloseRemovesAnything implements Target {
        private final UnixTarget right = new UnixTarget();

        @Override
        public String name() {
            return "close-removes-anything";
        }

        @Override
        public Set<Capability> capabilities() {
            return right.capabilities();
        }

        @Override
        public FlowPair open(FlowOptions options) throws IOException {
            return right.open(options);
        }

        @Override
        public Optional<Place> place() {
            return right.place();
        }

        @Override
        public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
            return new ForwardingListener(right.listen(address, options)) {
                @Override
                public void close() throws IOException {
                    super.close();
                    if (address instanceof UnixAddress file) {
                        Files.deleteIfExists(file.path());
                    }
                }
            };
        }
    }

    private static final class BrokenProviderFatal implements WrongLibrary {
        @Override
        public Optional<String> reportOfProviders() {
            return Optional.of("java.util.ServiceConfigurationError: broken.Absent");
        }
    }
}
