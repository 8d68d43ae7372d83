package io.hvflow.engine;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A {@link FlowListener} over any {@link ListenSocket}. */
public final class SocketListener implements FlowListener {
    private final ListenSocket socket;
    private final FlowOptions options;
    private final int messageSize;
    private final Waiting waiting;
    private final Waiter readable;
    private final ReentrantLock lock = new ReentrantLock();
    private final Turns turns; // guarded by lock
    private boolean closed; // guarded by lock
    private volatile Duration timeout = FlowOptions.FOREVER;

    /**
     * Makes a listener whose flows have the options.
     *
     * @param socket the socket, which belongs to the listener from now on
     * @param options for the accepted flows
     */
    public SocketListener(ListenSocket socket, FlowOptions options) {
        this(socket, options, FlowOptions.DEFAULT_MESSAGE_SIZE);
    }

    /**
     * Makes a listener whose flows have the options, for a backend with a message size of its own.
     *
     * @param socket the socket, which belongs to the listener from now on
     * @param options for the accepted flows
     * @param messageSize the message size where the options leave it open
     */
    public SocketListener(ListenSocket socket, FlowOptions options, int messageSize) {
        this.socket = socket;
        this.options = options;
        this.messageSize = messageSize;
        this.waiting = socket.waiting();
        this.readable = waiting.waiter(Readiness.READABLE);
        this.turns = new Turns(lock, waiting);
    }

    @Override
    public Flow accept() throws IOException {
        long deadline = waiting.deadline(timeout);
        takeTurn(deadline);
        try {
            while (true) {
                StreamSocket accepted = socket.accept();
                if (accepted != null) {
                    return BufferedFlow.of(accepted, options, messageSize);
                }
                checkPatience(deadline);
                readable.await(deadline);
            }
        } finally {
            lock.lock();
            try {
                turns.release();
            } finally {
                lock.unlock();
            }
        }
    }

    private void takeTurn(long deadline) throws IOException {
        lock.lock();
        try {
            checkOpen();
            if (turns.tryTake()) {
                return;
            }
            Turns.Place place = turns.join();
            boolean mine = false;
            try {
                while (!place.granted()) {
                    checkPatience(deadline);
                    place.await(deadline);
                    checkOpen();
                }
                mine = true;
            } finally {
                if (!mine) {
                    place.leave();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void checkOpen() throws FlowClosedException {
        if (closed) {
            throw new FlowClosedException("accept", localAddress(), "the listener is closed", null);
        }
    }

    private void checkPatience(long deadline) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("accept " + localAddress() + ": interrupted");
        }
        if (waiting.passed(deadline)) {
            throw new FlowTimeoutException("accept", localAddress(), "nobody connected within " + timeout, null, 0);
        }
    }

    @Override
    public void setAcceptTimeout(Duration bound) {
        timeout = FlowOptions.checkPositive("acceptTimeout", bound);
    }

    @Override
    public FlowAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            turns.dismiss();
        } finally {
            lock.unlock();
        }
        try {
            socket.close();
        } finally {
            Waking.wake(readable);
        }
    }

    @Override
    public String toString() {
        return "listener " + localAddress();
    }
}
