package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.engine.SocketListener;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How flows of one kind are made, in memory: in good order, but for what a wrong kind overrides. */
interface Breed {

    /** The options that the flow really has. */
    default FlowOptions options(FlowOptions asked) {
        return asked;
    }

    /** What lies under the flow's buffers. */
    default StreamSocket socket(MemorySocket socket, FlowOptions asked) {
        return socket;
    }

    /** What lies over them. */
    default Flow flow(Flow flow, FlowOptions asked) {
        return flow;
    }

    /** The whole flow. */
    default Flow make(MemorySocket socket, FlowOptions asked) {
        return flow(BufferedFlow.of(socket(socket, asked), options(asked)), asked);
    }

    default Flow connect(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
        return make(net.connect(address, asked), asked);
    }

    default FlowListener listen(MemoryNet net, FlowAddress address, FlowOptions asked) throws IOException {
        return listener(net.listen(address, asked), asked);
    }

    default FlowListener listener(MemoryListener socket, FlowOptions asked) {
        ListenSocket defective = new DefectiveListenSocket(socket, accepted -> socket(accepted, asked));
        return new ForwardingListener(new SocketListener(defective, options(asked))) {
            @Override
            public Flow accept() throws IOException {
                return flow(super.accept(), asked);
            }
        };
    }

    /** A listening socket whose accepted sockets are a breed's. */
    record DefectiveListenSocket(MemoryListener socket, Function<MemorySocket, StreamSocket> defect)
            implements ListenSocket {
        @Override
        public @Nullable StreamSocket accept() throws IOException {
            MemorySocket accepted = socket.accept();
            return accepted == null ? null : defect.apply(accepted);
        }

        @Override
        public void close() {
            socket.close();
        }

        @Override
        public FlowAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public Waiting waiting() {
            return socket.waiting();
        }
    }

    /** Wrong in what lies over the buffers. */
    static Supplier<Breed> flows(UnaryOperator<Flow> defect) {
        return flows((flow, asked) -> defect.apply(flow));
    }

    /** Wrong in what lies over the buffers, in a way that depends on the options. */
    static Supplier<Breed> flows(FlowDefect defect) {
        return () -> new Breed() {
            @Override
            public Flow flow(Flow flow, FlowOptions asked) {
                return defect.apply(flow, asked);
            }
        };
    }

    /** Wrong in what lies under the buffers. */
    static Supplier<Breed> sockets(UnaryOperator<StreamSocket> defect) {
        return sockets((socket, asked) -> defect.apply(socket));
    }

    /** Wrong in what lies under the buffers, in a way that depends on the options. */
    static Supplier<Breed> sockets(SocketDefect defect) {
        return () -> new Breed() {
            @Override
            public StreamSocket socket(MemorySocket socket, FlowOptions asked) {
                return defect.apply(socket, asked);
            }
        };
    }

    /** Wrong in both, with knowledge of each other. */
    static Supplier<Breed> whole(WholeDefect defect) {
        return () -> new Breed() {
            @Override
            public Flow make(MemorySocket socket, FlowOptions asked) {
                return defect.make(socket, asked);
            }
        };
    }

    /** Wrong in what it makes of its options. */
    static Supplier<Breed> options(UnaryOperator<FlowOptions> defect) {
        return () -> new Breed() {
            @Override
            public FlowOptions options(FlowOptions asked) {
                return defect.apply(asked);
            }
        };
    }

    /** See {@link #flows(FlowDefect)}. */
    interface FlowDefect {
        Flow apply(Flow flow, FlowOptions asked);
    }

    /** See {@link #sockets(SocketDefect)}. */
    interface SocketDefect {
        StreamSocket apply(StreamSocket socket, FlowOptions asked);
    }

    /** See {@link #whole}. */
    interface WholeDefect {
        Flow make(MemorySocket socket, FlowOptions asked);
    }
}
