package io.hvflow.conformance.example;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Mistakes that an author of {@link TcpSocket} might make, alone or several at a time. */
public enum PlantedBug {
    /** {@code shutdownWrite} forgets {@code channel.shutdownOutput()}. */
    SHUTDOWN_WRITE_FORGOTTEN {
        @Override
        void shutdownWrite(StreamSocket socket) {}
    },
    /** {@code abort} closes in good order: SO_LINGER is forgotten. */
    ABORT_IS_CLOSE {
        @Override
        void abort(StreamSocket socket) {
            socket.close();
        }
    },
    /** A receive that fails is taken for one that found the end. */
    RESET_IS_END {
        @Override
        int read(StreamSocket socket, ByteBuffer dst) throws IOException {
            try {
                return socket.read(dst);
            } catch (FlowResetException e) {
                return -1;
            }
        }
    },
    /** What a send did not take is taken for sent. */
    PARTIAL_SEND_IS_WHOLE {
        @Override
        int write(StreamSocket socket, ByteBuffer src) throws IOException {
            int before = src.remaining();
            int sent = socket.write(src);
            if (sent > 0) {
                src.position(src.position() + src.remaining());
                return before;
            }
            return sent;
        }
    },
    /** The end of the stream is taken for nothing there yet. */
    END_IS_NOTHING {
        @Override
        int read(StreamSocket socket, ByteBuffer dst) throws IOException {
            return Math.max(0, socket.read(dst));
        }
    },
    /** A send of many bytes throws what no caller expects. */
    LARGE_SEND_THROWS {
        @Override
        int write(StreamSocket socket, ByteBuffer src) throws IOException {
            if (src.remaining() > 60_000) {
                throw new IllegalStateException("a send of " + src.remaining() + " bytes");
            }
            return socket.write(src);
        }
    };

    int read(StreamSocket socket, ByteBuffer dst) throws IOException {
        return socket.read(dst);
    }

    int write(StreamSocket socket, ByteBuffer src) throws IOException {
        return socket.write(src);
    }

    void shutdownWrite(StreamSocket socket) throws IOException {
        socket.shutdownWrite();
    }

    void abort(StreamSocket socket) {
        socket.abort();
    }

    /** TCP with these mistakes. */
    public static Target target(Set<PlantedBug> bugs) {
        return Target.of(
                "tcp", Set.of(Capability.HALF_CLOSE, Capability.RESET_DETECTION), options -> open(bugs, options));
    }

    private static FlowPair open(Set<PlantedBug> bugs, FlowOptions options) throws IOException {
        return LoopbackTcp.open(options, socket -> {
            StreamSocket wrong = socket;
            for (PlantedBug bug : EnumSet.copyOf(bugs)) {
                wrong = new Wrong(wrong, bug);
            }
            return BufferedFlow.of(wrong, options);
        });
    }

    private record Wrong(StreamSocket socket, PlantedBug bug) implements StreamSocket {
        @Override
        public int read(ByteBuffer dst) throws IOException {
            return bug.read(socket, dst);
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            return bug.write(socket, src);
        }

        @Override
        public void shutdownRead() throws IOException {
            socket.shutdownRead();
        }

        @Override
        public void shutdownWrite() throws IOException {
            bug.shutdownWrite(socket);
        }

        @Override
        public void close() {
            socket.close();
        }

        @Override
        public void abort() {
            bug.abort(socket);
        }

        @Override
        public FlowAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public FlowAddress remoteAddress() {
            return socket.remoteAddress();
        }

        @Override
        public Set<Capability> capabilities() {
            return socket.capabilities();
        }

        @Override
        public Waiting waiting() {
            return socket.waiting();
        }
    }
}
