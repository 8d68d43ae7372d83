package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Flows that are wrong in how their ends find each other. */
final class WrongConnects {
    private WrongConnects() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "L1",
                        "refusal-untyped",
                        "connecting where nobody listens fails without saying that it was refused",
                        RefusalUntyped::new),
                WrongFlow.of("L2", "gives-up-early", "connect waits half of connectTimeout", GivesUpEarly::new),
                WrongFlow.of(
                        "L3", "listener-ousted", "who listens where another does takes his place", ListenerOusted::new),
                WrongFlow.of(
                        "L4",
                        "addresses-swapped",
                        "the flow of connect takes its own address for the peer's",
                        AddressesSwapped::new),
                WrongFlow.of(
                        "L5",
                        "accept-left",
                        "closing a listener leaves its blocked accept pending",
                        () -> listeners(AcceptLeft::new)),
                WrongFlow.of(
                        "L5",
                        "accepted-aborted",
                        "closing a listener aborts the flows that it has accepted",
                        () -> listeners(AcceptedAborted::new)),
                WrongFlow.of(
                        "L6",
                        "accept-stubborn",
                        "accept goes on waiting when it is interrupted",
                        () -> listeners(AcceptStubborn::new)),
                WrongFlow.of(
                        "L6",
                        "connect-leaves-descriptors",
                        "a connect that times out leaves descriptors open",
                        ConnectLeavesDescriptors::new),
                WrongFlow.of(
                        "L7",
                        "fiftieth-lost",
                        "the fiftieth client of a listener is connected but never accepted",
                        FiftiethLost::new),
                WrongFlow.of("L8", "case-lost", "text in upper case is read as lower case", new CaseLost()),
                WrongFlow.of(
                        "L8", "bad-text-unquoted", "what is said of bad text does not quote it", new BadTextUnquoted()),
                WrongFlow.of(
                        "L9",
                        "providers-unnamed",
                        "what is said of an unknown scheme does not list the providers",
                        new ProvidersUnnamed()),
                WrongFlow.of(
                        "L10",
                        "any-port-reported",
                        "a listener on any port says that it listens on any port",
                        AnyPortReported::new));
    }

    private static Breed listeners(java.util.function.UnaryOperator<FlowListener> defect) {
        return new Breed() {
            @Override
            public FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
                return defect.apply(Breed.super.listen(net, address, asked));
            }
        };
    }

    private static final class RefusalUntyped implements Breed {
        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            try {
                return Breed.super.connect(net, address, asked);
            } catch (FlowRefusedException e) {
                throw new FlowException("connect", address, "it did not work");
            }
        }
    }

    private static final class GivesUpEarly implements Breed {
        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            boolean bounded = asked.connectTimeout().compareTo(FlowOptions.FOREVER) < 0;
            return Breed.super.connect(
                    net,
                    address,
                    bounded ? asked.connectTimeout(asked.connectTimeout().dividedBy(2)) : asked);
        }
    }

    private static final class ListenerOusted implements Breed {
        @Override
        public FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            net.forget(address);
            return Breed.super.listen(net, address, asked);
        }
    }

    private static final class AddressesSwapped implements Breed {
        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            return new ForwardingFlow(Breed.super.connect(net, address, asked)) {
                @Override
                public FlowAddress remoteAddress() {
                    return localAddress();
                }
            };
        }
    }

    /** Its accept hangs until it is interrupted, as all threads of a trial are in the end. */
    private static final class AcceptLeft extends ForwardingListener {
        private volatile boolean closed;

        AcceptLeft(FlowListener listener) {
            super(listener);
        }

        @Override
        public Flow accept() throws IOException {
            boolean before = closed;
            try {
                return super.accept();
            } catch (FlowClosedException e) {
                throw closed && !before ? hang() : e;
            }
        }

        private IOException hang() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InterruptedIOException("accept: interrupted");
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    private static final class AcceptedAborted extends ForwardingListener {
        private final ConcurrentLinkedQueue<Flow> accepted = new ConcurrentLinkedQueue<>();

        AcceptedAborted(FlowListener listener) {
            super(listener);
        }

        @Override
        public Flow accept() throws IOException {
            Flow flow = super.accept();
            accepted.add(flow);
            return flow;
        }

        @Override
        public void close() throws IOException {
            super.close();
            accepted.forEach(Flow::abort);
        }
    }

    private static final class AcceptStubborn extends ForwardingListener {
        AcceptStubborn(FlowListener listener) {
            super(listener);
        }

        @Override
        public Flow accept() throws IOException {
            while (true) {
                try {
                    return super.accept();
                } catch (InterruptedIOException e) {
                    boolean unused = Thread.interrupted();
                }
            }
        }
    }

    /** What it leaves behind goes when the listener closes. */
    private static final class ConnectLeavesDescriptors implements Breed {
        private final ConcurrentLinkedQueue<Pipe> left = new ConcurrentLinkedQueue<>();

        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            try {
                return Breed.super.connect(net, address, asked);
            } catch (FlowTimeoutException e) {
                left.add(Pipe.open());
                throw e;
            }
        }

        @Override
        public FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            return new ForwardingListener(Breed.super.listen(net, address, asked)) {
                @Override
                public void close() throws IOException {
                    super.close();
                    for (Pipe pipe = left.poll(); pipe != null; pipe = left.poll()) {
                        pipe.source().close();
                        pipe.sink().close();
                    }
                }
            };
        }
    }

    private static final class FiftiethLost implements Breed {
        private final AtomicInteger clients = new AtomicInteger();

        @Override
        public Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            if (clients.incrementAndGet() == 50) {
                return make(net.pair(address, asked).near(), asked);
            }
            return Breed.super.connect(net, address, asked);
        }
    }

    private static final class CaseLost implements WrongLibrary {
        @Override
        public FlowAddress parse(String text) {
            return FlowAddress.parse(text.toLowerCase(Locale.ROOT));
        }
    }

    private static final class BadTextUnquoted implements WrongLibrary {
        @Override
        public FlowAddress parse(String text) {
            try {
                return FlowAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("that is no address", e);
            }
        }
    }

    private static final class ProvidersUnnamed implements WrongLibrary {
        @Override
        public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
            throw new FlowUnsupportedException("connect", address, "nobody serves that", null);
        }
    }

    private static final class AnyPortReported implements Breed {
        @Override
        public FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
            return new ForwardingListener(Breed.super.listen(net, address, asked)) {
                @Override
                public FlowAddress localAddress() {
                    return address;
                }
            };
        }
    }
}
