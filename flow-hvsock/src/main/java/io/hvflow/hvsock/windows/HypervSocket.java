package io.hvflow.hvsock.windows;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A connected AF_HYPERV socket. Its calls block, so helper threads make them, and only while there is something to wait for: an
 * idle socket has none.
 */
final class HypervSocket implements StreamSocket {
    /**
     * Windows does not tell the peer of SD_RECEIVE, nor do Linux guests (hvs_shutdown); and whether a peer that died is told from
     * one that closed depends on both ends.
     */
    private static final Set<Capability> CAPABILITIES = Set.of(Capability.HALF_CLOSE);

    /**
     * How long a closed socket is kept until its peer has closed too. Windows may drop what the peer has not received when a socket
     * closes (ocaml-hvsock 13, opengcs 295), so it is not closed before it must be.
     */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final long PAUSE = 1_000_000;

    private final SocketHandle handle;
    private final FlowAddress local;
    private final FlowAddress remote;
    private final Receiver receiver;
    private final Transmitter transmitter;
    private final Waiting waiting;

    HypervSocket(SocketHandle handle, FlowAddress local, FlowAddress remote, FlowOptions options, Executor threads) {
        this.handle = handle;
        this.local = local;
        this.remote = remote;
        int messageSize = options.messageSizeOr(Hyperv.MESSAGE_SIZE);
        this.receiver = new Receiver(handle, remote, messageSize, threads);
        this.transmitter = new Transmitter(handle, remote, messageSize, threads);
        this.waiting = new HelperWaiting(receiver, transmitter, transmitter::whenWritable);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return receiver.read(dst);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return transmitter.write(src);
    }

    @Override
    public boolean flush() throws IOException {
        return transmitter.flush();
    }

    @Override
    public int held() {
        return transmitter.held();
    }

    @Override
    public void shutdownRead() throws IOException {
        if (!handle.enter()) {
            throw WinFailures.closed("shut down reading", remote);
        }
        try {
            // Whatever it returns: it fails only if the peer is gone. A receive that it does not end is not wanted any
            // more.
            Winsock.shutdown(handle.number(), Windows.SD_RECEIVE);
        } finally {
            handle.exit();
        }
        receiver.shutdown();
    }

    @Override
    public void shutdownWrite() throws IOException {
        transmitter.shutdown();
    }

    @Override
    public void close() {
        boolean lingers = false;
        try {
            boolean nothingToCome = receiver.close();
            boolean nothingToGo = transmitter.close();
            if (!nothingToGo || !nothingToCome) {
                Executor own = HelperThreads.own();
                CompletableFuture.delayedExecutor(LINGER.toMillis(), TimeUnit.MILLISECONDS, own)
                        .execute(this::abort);
                own.execute(this::linger);
                lingers = true;
            }
        } finally {
            // Also where there is no thread to linger: then at once.
            if (!lingers) {
                abort();
            }
        }
    }

    private void linger() {
        try {
            while (!transmitter.done() && !handle.isClosing()) {
                LockSupport.parkNanos(this, PAUSE);
            }
            receiver.dropAll();
        } finally {
            handle.close();
        }
    }

    @Override
    public void abort() {
        try {
            receiver.close();
        } finally {
            try {
                transmitter.abort();
            } finally {
                handle.close();
            }
        }
    }

    @Override
    public FlowAddress localAddress() {
        return local;
    }

    @Override
    public FlowAddress remoteAddress() {
        return remote;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public String toString() {
        return local + " to " + remote;
    }
}
