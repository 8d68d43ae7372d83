package io.hvflow.engine;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowStats;
import io.hvflow.FlowTimeoutException;
import io.hvflow.PeerCredentials;
import io.hvflow.ReadResult;
import io.hvflow.internal.Scheduled;
import io.hvflow.internal.Transfers;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The contract of {@link Flow}, written once over any {@link StreamSocket}. It has no thread of its own: callers send and
 * receive, and the socket's callback sends what no caller waits for.
 */
public final class BufferedFlow implements Flow {
    private final StreamSocket socket;
    private final Waiting waiting;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Closing closing;
    private final Duration closeTimeout;
    private volatile boolean aborted;

    private BufferedFlow(StreamSocket socket, FlowOptions options, int messageSize) {
        this.socket = socket;
        this.waiting = socket.waiting();
        this.outbound = new Outbound(socket, messageSize, options.bufferSize(), options.writeTimeout());
        this.inbound = new Inbound(socket, messageSize, options.readTimeout(), outbound);
        this.closing = new Closing(inbound.lock);
        this.closeTimeout = options.closeTimeout();
    }

    /**
     * Makes a flow of a connected socket, framed if the options say so.
     *
     * @param socket the socket, which belongs to the flow from now on
     * @param options how; the message size is {@link FlowOptions#DEFAULT_MESSAGE_SIZE} where they leave it open
     * @return the flow
     */
    public static Flow of(StreamSocket socket, FlowOptions options) {
        return of(socket, options, FlowOptions.DEFAULT_MESSAGE_SIZE);
    }

    /**
     * Makes a flow of a connected socket, framed if the options say so, for a backend with a message size of its own.
     *
     * @param socket the socket, which belongs to the flow from now on
     * @param options how
     * @param messageSize the message size where the options leave it open
     * @return the flow
     */
    public static Flow of(StreamSocket socket, FlowOptions options, int messageSize) {
        boolean made = false;
        try {
            int chosen = options.messageSizeOr(messageSize);
            StreamSocket transport = Transfers.watched(socket);
            StreamSocket carrier = options.framing() ? new FramedSocket(transport, chosen) : transport;
            Flow flow = socket instanceof Scheduled its
                    ? its.scheduled(new BufferedFlow(its.scheduled(carrier), options, chosen))
                    : new BufferedFlow(carrier, options, chosen);
            made = true;
            return flow;
        } finally {
            if (!made) {
                socket.abort();
            }
        }
    }

    @Override
    public ReadResult read() throws IOException {
        return inbound.read();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return inbound.read(dst);
    }

    @Override
    public boolean readInto(ByteBuffer dst) throws IOException {
        return inbound.readInto(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        outbound.write(src);
    }

    @Override
    public void writev(List<ByteBuffer> srcs) throws IOException {
        outbound.writev(List.copyOf(srcs));
    }

    @Override
    public void shutdownRead() throws IOException {
        try {
            inbound.shutdown();
        } finally {
            outbound.flush();
        }
    }

    @Override
    public void shutdownWrite() {
        outbound.shutdown();
    }

    @Override
    public void close() throws IOException {
        if (!closing.begin()) {
            closing.await(waiting, Closer.end(waiting, deadline()));
            return;
        }
        long undelivered = -1;
        try {
            shut();
            undelivered = new Closer(waiting, inbound, outbound, deadline(), !closeTimeout.isZero()).run();
        } finally {
            try {
                if (undelivered < 0) {
                    outbound.abort(); // something was thrown: what is queued goes nowhere any more
                }
            } finally {
                // What an abort meanwhile has dropped was not delivered, and must not look like a stream that ended.
                free(undelivered == 0 && !aborted);
            }
        }
        if (undelivered > 0) {
            throw new FlowTimeoutException(
                    "close",
                    remoteAddress(),
                    undelivered + " accepted bytes could not be handed to the transport within " + closeTimeout
                            + " and are lost",
                    null,
                    undelivered);
        }
    }

    /** No call succeeds after this, whatever is thrown on the way. */
    private void shut() {
        try {
            inbound.close();
        } finally {
            outbound.close();
        }
    }

    private long deadline() {
        return waiting.deadline(closeTimeout);
    }

    /** Frees the socket. A stream without its last bytes must not look like one that ended: it is broken off. */
    private void free(boolean delivered) {
        boolean freed = false;
        try {
            if (delivered) {
                socket.close();
                freed = true;
            }
        } finally {
            try {
                if (!freed) {
                    breakOff();
                }
            } finally {
                closing.end();
            }
        }
    }

    /** Aborts the socket; where that fails, for want of something for a moment, once more: else nobody would ever free it. */
    private void breakOff() {
        boolean done = false;
        try {
            socket.abort();
            done = true;
        } finally {
            if (!done) {
                socket.abort();
            }
        }
    }

    @Override
    public void abort() {
        if (closing.ended()) {
            return;
        }
        aborted = true; // before anything is dropped
        closing.announce();
        try {
            inbound.close();
        } finally {
            try {
                outbound.abort();
            } finally {
                free(false);
            }
        }
    }

    @Override
    public Runnable onClose(Runnable action) {
        return closing.onBegin(action);
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
    public Optional<PeerCredentials> peerCredentials() throws IOException {
        return socket.peerCredentials();
    }

    @Override
    public Set<Capability> capabilities() {
        return socket.capabilities();
    }

    @Override
    public FlowStats stats() {
        return new FlowStats(inbound.bytes(), inbound.calls(), outbound.bytes(), outbound.calls());
    }

    @Override
    public void setReadTimeout(Duration timeout) {
        inbound.timeout(FlowOptions.checkPositive("readTimeout", timeout));
    }

    @Override
    public void setWriteTimeout(Duration timeout) {
        outbound.timeout(FlowOptions.checkPositive("writeTimeout", timeout));
    }

    @Override
    public String toString() {
        return "flow " + localAddress() + " - " + remoteAddress();
    }
}
