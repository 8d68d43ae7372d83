package io.hvflow.conformance.zoo;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A listening socket in memory, with a bounded queue: who finds it full waits. It is correct. */
final class MemoryListener implements ListenSocket {
    private final FlowAddress address;
    private final int backlog;
    private final Runnable onClose;
    private final MemoryWaiting waiting = new MemoryWaiting(this::readable, () -> false);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<MemorySocket> queue = new ArrayDeque<>(); // guarded by lock
    private boolean closed; // guarded by lock

    MemoryListener(FlowAddress address, int backlog, Runnable onClose) {
        this.address = address;
        this.backlog = backlog;
        this.onClose = onClose;
    }

    /** Queues the far end of a connection, waiting for room as long as the options say. */
    void offer(MemorySocket far, FlowOptions options) throws IOException {
        long deadline = waiting.deadline(options.connectTimeout());
        lock.lock();
        try {
            while (!closed && queue.size() >= backlog) {
                long left = deadline == Waiter.NEVER ? Long.MAX_VALUE : deadline - waiting.now();
                if (left <= 0) {
                    throw new FlowTimeoutException(
                            "connect", address, "no answer within " + options.connectTimeout(), null, 0);
                }
                room.awaitNanos(left);
            }
            if (closed) {
                throw new FlowRefusedException("connect", address, "nobody listens any more", null);
            }
            queue.addLast(far);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("connect " + address + ": interrupted").initCause(e);
        } finally {
            lock.unlock();
        }
        waiting.changed();
    }

    private boolean readable() {
        lock.lock();
        try {
            return closed || !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable MemorySocket accept() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new FlowClosedException("accept", address, "the listener is closed", null);
            }
            room.signal();
            return queue.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ArrayDeque<MemorySocket> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayDeque<>(queue);
            queue.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.run();
        left.forEach(MemorySocket::abort);
        waiting.changed();
    }

    @Override
    public FlowAddress localAddress() {
        return address;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }
}
