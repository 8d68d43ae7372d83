package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sending direction of a socket: a ring of bytes that were taken, which a helper thread sends, message by message, for as
 * long as there are any, and then the end of stream where it is due. A send under way is never cancelled but by closing, since
 * nobody could tell how much of it had gone.
 */
final class Transmitter implements ParkedWaiter.Source {
    /** After a mistake, in nanoseconds: one that comes every time makes no busy loop. */
    private static final long PAUSE = 1_000_000;

    private final SocketHandle handle;
    private final FlowAddress remote;
    private final int messageSize;
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Block block; // guarded by lock: the ring's memory, while there are bytes in it
    private int head; // guarded by lock: where the first byte is
    private int size; // guarded by lock; once it has failed, of what is lost
    private boolean running; // guarded by lock: a helper thread sends, or is about to
    private boolean ending; // guarded by lock: the end of stream follows the bytes
    private boolean endSent; // guarded by lock
    private boolean closed; // guarded by lock: nobody writes any more
    private boolean dropped; // guarded by lock: what is left is not to be sent
    private @Nullable IOException failure; // guarded by lock
    private boolean
            unknown; // guarded by lock: a send that was not counted; it failed, though there may be no memory to say so
    private @Nullable ParkedWaiter waiter; // guarded by lock
    private @Nullable Runnable action; // guarded by lock: to be run when the ring is empty
    private boolean offered; // the helper thread's: the system has bytes, and they are not counted yet

    Transmitter(SocketHandle handle, FlowAddress remote, int messageSize, Executor threads) {
        this.handle = handle;
        this.remote = remote;
        this.messageSize = messageSize;
        this.threads = threads;
    }

    int write(ByteBuffer src) throws IOException {
        int count;
        lock.lock();
        try {
            check();
            if (ending) {
                throw WinFailures.shutDown("write", remote);
            }
            count = put(src);
        } finally {
            lock.unlock();
        }
        startIfDue();
        return count;
    }

    /** With the lock. */
    private void check() throws IOException {
        if (closed) {
            throw WinFailures.closed("write", remote);
        }
        if (failure != null) {
            throw failure;
        }
        if (unknown) {
            throw new FlowException(
                    "write",
                    remote,
                    "the thread that sends failed in a call, and nobody knows how much has gone; connect anew to go on");
        }
    }

    /** With the lock. */
    private boolean failed() {
        return failure != null || unknown;
    }

    /** With the lock: moves bytes behind those in the ring, as many as there is room for. */
    private int put(ByteBuffer src) {
        int position = src.position();
        int count = CallersBuffer.length(src, position, Block.SIZE - size);
        if (count == 0) {
            return 0;
        }
        Block into = block;
        if (into == null) {
            into = Block.take();
            block = into;
            head = 0;
        }
        int tail = (head + size) % Block.SIZE;
        int first = Math.min(count, Block.SIZE - tail);
        into.bytes.put(tail, src, position, first);
        into.bytes.put(0, src, position + first, count - first);
        size += count;
        CallersBuffer.move(src, position + count);
        return count;
    }

    /**
     * Has a helper thread send what is there, unless one does already. If none is to be had for want of memory or of threads, the
     * bytes stay, and the next write or flush tries again; if the caller's executor takes no task, the stream has failed.
     */
    private void startIfDue() throws IOException {
        lock.lock();
        try {
            if (running || size == 0 || dropped || failed()) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            HelperThreads.start(threads, handle, "write", this::run);
            started = true;
        } catch (FlowException refused) {
            broken(WinFailures.noThread(remote));
            throw refused;
        } finally {
            if (!started) {
                stopped();
            }
        }
    }

    /** No helper thread sends any more. */
    private void stopped() {
        lock.lock();
        try {
            running = false;
            release();
        } finally {
            lock.unlock();
        }
    }

    /** On a helper thread: sends until there is nothing to send. */
    private void run() {
        boolean more = true;
        try {
            while (more) {
                try {
                    more = sendNext();
                } catch (RuntimeException | Error mistake) {
                    survive(mistake);
                }
            }
        } finally {
            if (more) {
                stopped();
            }
        }
    }

    /** An action that throws is no trouble of the stream's; where it is not known how much was sent, the stream has failed. */
    private void survive(Throwable mistake) {
        if (offered) {
            offered = false;
            lock.lock();
            try {
                unknown = true;
            } finally {
                lock.unlock();
            }
            news();
        }
        HelperThreads.report(mistake);
        LockSupport.parkNanos(this, PAUSE);
    }

    /** False if there was nothing to send. */
    private boolean sendNext() {
        Block from;
        int buffers = 0;
        lock.lock();
        try {
            boolean may = !dropped && !failed();
            from = may && size > 0 ? block : null;
            if (from != null) {
                buffers = name(from, Math.min(size, messageSize));
            } else if (may && ending && !endSent) {
                endSent = true;
            } else {
                running = false;
                release();
                return false;
            }
        } finally {
            lock.unlock();
        }
        if (from == null) {
            sendEnd();
            news();
        } else {
            send(from, buffers);
        }
        return true;
    }

    /** With the lock: has the WSABUFs name the first bytes of the ring: one, or two where they go on at its start. */
    private int name(Block from, int length) {
        int first = Math.min(length, Block.SIZE - head);
        from.name(0, head, first);
        if (first == length) {
            return 1;
        }
        from.name(1, 0, length - first);
        return 2;
    }

    private void send(Block from, int buffers) {
        int count;
        if (!handle.enter()) {
            broken(WinFailures.closed("write", remote));
            return;
        }
        try {
            handle.beginSend();
            offered = true;
            try {
                count = Winsock.send(handle.number(), from, buffers);
            } finally {
                handle.endSend();
            }
        } finally {
            Reference.reachabilityFence(from);
            handle.exit();
        }
        if (count < 0) {
            offered = false;
            broken(
                    handle.isClosing()
                            ? WinFailures.closed("write", remote)
                            : WinFailures.established("write", remote, -count));
            return;
        }
        boolean halfEmpty;
        lock.lock();
        try {
            halfEmpty = size > Block.SIZE / 2 && size - count <= Block.SIZE / 2;
            head = (head + count) % Block.SIZE;
            size -= count;
            halfEmpty |= size == 0;
            offered = false;
        } finally {
            lock.unlock();
        }
        if (halfEmpty) {
            news();
        }
    }

    /** With the lock, when nobody sends. */
    private void release() {
        if (block != null && (size == 0 || dropped || failed())) {
            block.give();
            block = null;
        }
    }

    private void sendEnd() {
        if (handle.enter()) {
            try {
                // Whatever it returns: it fails only if the peer is gone.
                Winsock.shutdown(handle.number(), Windows.SD_SEND);
            } finally {
                handle.exit();
            }
        }
    }

    private void broken(IOException why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
        } finally {
            lock.unlock();
        }
        news();
    }

    /** Wakes the writer that waits, and runs the action if it is time for it. */
    private void news() {
        ParkedWaiter writer;
        Runnable due = null;
        lock.lock();
        try {
            writer = waiter;
            if (idle()) {
                due = action;
                action = null;
            }
        } finally {
            lock.unlock();
        }
        try {
            if (writer != null) {
                writer.wake();
            }
        } finally {
            if (due != null) {
                due.run();
            }
        }
    }

    /** With the lock: whether there is nothing to wait for. */
    private boolean idle() {
        return size == 0 || closed || failed();
    }

    /** Whether all that was taken has been sent. */
    boolean flush() throws IOException {
        startIfDue();
        lock.lock();
        try {
            check();
            return size == 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes were taken and are not sent, or were lost when sending failed. */
    int held() {
        lock.lock();
        try {
            return dropped ? 0 : size;
        } finally {
            lock.unlock();
        }
    }

    /** The end of stream is to follow what was taken. */
    void shutdown() throws IOException {
        boolean here;
        lock.lock();
        try {
            if (closed) {
                throw WinFailures.closed("shut down writing", remote);
            }
            if (ending) {
                return;
            }
            ending = true;
            here = endsHere();
        } finally {
            lock.unlock();
        }
        if (here) {
            sendEnd();
        } else {
            startIfDue();
        }
    }

    /** With the lock: whether the end of stream is due now, and no helper thread sends it. */
    private boolean endsHere() {
        boolean here = !running && size == 0 && !endSent;
        endSent |= here;
        return here;
    }

    /**
     * Lets nobody write any more, and has the end of stream follow what was taken.
     *
     * @return false if a helper thread still sees to that
     */
    boolean close() {
        boolean end;
        lock.lock();
        try {
            closed = true;
            ending = true;
            end = endsHere();
        } finally {
            lock.unlock();
        }
        news();
        if (end) {
            sendEnd();
        } else {
            try {
                startIfDue();
            } catch (IOException lost) {
                // The stream has failed, and whoever asked what is held was told of the bytes.
                return true;
            }
        }
        return done();
    }

    /** Whether the helper thread that {@link #close} spoke of is done. */
    boolean done() {
        lock.lock();
        try {
            return !running;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what was taken and not sent. */
    void abort() {
        lock.lock();
        try {
            closed = true;
            dropped = true;
            if (!running) {
                release();
            }
        } finally {
            lock.unlock();
        }
        news();
    }

    /** As {@link io.hvflow.spi.Waiting#whenWritable} says. */
    void whenWritable(Runnable run) {
        lock.lock();
        try {
            if (!idle()) {
                action = run;
                return;
            }
        } finally {
            lock.unlock();
        }
        run.run();
    }

    @Override
    public boolean expect(ParkedWaiter writer) {
        lock.lock();
        try {
            waiter = writer;
            return !idle();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forget() {
        lock.lock();
        try {
            waiter = null;
        } finally {
            lock.unlock();
        }
    }
}
