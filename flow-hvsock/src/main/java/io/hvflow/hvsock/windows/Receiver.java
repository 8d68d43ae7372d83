package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddress;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction of a socket. A read that finds nothing has a helper thread receive one message, which the next read
 * takes, whoever reads: so nothing is lost when a reader gives up. The thread is released when nobody has asked for a while.
 */
final class Receiver implements ParkedWaiter.Source {
    private final SocketHandle handle;
    private final FlowAddress remote;
    private final int messageSize;
    private final Executor threads;
    private final Unwanted unwanted;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Block block; // guarded by lock; the helper's while it receives
    private int start; // guarded by lock: of the bytes that came and were not read
    private int end; // guarded by lock
    private boolean receiving; // guarded by lock
    private boolean asked; // guarded by lock: since somebody last looked
    private boolean ended; // guarded by lock: the peer has ended the stream, or this end reads no more
    private boolean closed; // guarded by lock
    private @Nullable IOException failure; // guarded by lock
    private @Nullable ParkedWaiter waiter; // guarded by lock

    Receiver(SocketHandle handle, FlowAddress remote, int messageSize, Executor threads) {
        this.handle = handle;
        this.remote = remote;
        this.messageSize = Math.min(messageSize, Block.SIZE);
        this.threads = threads;
        this.unwanted = new Unwanted(handle, this::lasts, this::wanted);
    }

    int read(ByteBuffer dst) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw WinFailures.closed("read", remote);
            }
            if (start < end) {
                return take(dst);
            }
            if (ended) {
                return -1;
            }
            if (failure != null) {
                throw failure;
            }
            asked = true;
            if (receiving) {
                return 0;
            }
            receiving = true;
        } finally {
            lock.unlock();
        }
        start();
        return 0;
    }

    private void start() throws IOException {
        boolean started = false;
        try {
            HelperThreads.start(threads, handle, "read", this::receive);
            started = true;
        } finally {
            if (!started) {
                came(0, true);
            }
        }
        unwanted.watch();
    }

    private int take(ByteBuffer dst) {
        Block from = block;
        if (from == null) {
            throw new IllegalStateException("bytes without memory");
        }
        int count = CallersBuffer.put(from.bytes, start, end - start, dst);
        start += count;
        if (start == end) {
            drop();
        }
        return count;
    }

    /** With the lock. */
    private void drop() {
        if (block != null && !receiving) {
            block.give();
            block = null;
        }
        start = 0;
        end = 0;
    }

    /** On a helper thread. Whatever is thrown, whoever reads does not wait for it, and may try again. */
    private void receive() {
        int count = 0;
        boolean nothing = true;
        try {
            Block into = Block.take();
            lend(into);
            into.name(0, 0, messageSize);
            if (handle.enter()) {
                try {
                    count = Winsock.receive(handle.number(), into, 1);
                    nothing = WinError.isCancelled(-count) || (count < 0 && handle.isClosing());
                } finally {
                    Reference.reachabilityFence(into);
                    handle.exit();
                }
            }
        } finally {
            came(count, nothing);
        }
    }

    private void lend(Block into) {
        lock.lock();
        try {
            block = into;
        } finally {
            lock.unlock();
        }
    }

    private void came(int count, boolean nothing) {
        ParkedWaiter reader = null;
        try {
            lock.lock();
            try {
                reader = waiter;
                receiving = false;
                start = 0;
                end = 0;
                if (nothing || closed || ended) {
                    // Cancelled, or for nobody.
                } else if (count > 0) {
                    end = count;
                } else if (count == 0) {
                    ended = true;
                }
                if (end == 0) {
                    drop();
                }
                if (count < 0 && !nothing && !closed && !ended) {
                    failure = WinFailures.established("read", remote, -count);
                }
            } finally {
                lock.unlock();
            }
        } finally {
            if (reader != null) {
                reader.wake();
            }
        }
    }

    /** A receive that nobody waits for is wanted as long as it is asked for. */
    private boolean wanted() {
        lock.lock();
        try {
            boolean since = asked || waiter != null;
            asked = false;
            return since;
        } finally {
            lock.unlock();
        }
    }

    private boolean lasts() {
        lock.lock();
        try {
            return receiving && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** This end reads no more; what has come is dropped. */
    void shutdown() {
        lock.lock();
        try {
            ended = true;
            drop();
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Lets nobody read any more; true if the peer has ended, or nothing of it is heard any more. */
    boolean close() {
        boolean over;
        lock.lock();
        try {
            closed = true;
            over = ended || failure != null;
            drop();
        } finally {
            lock.unlock();
        }
        wake();
        return over;
    }

    /** After {@link #close}, on a helper thread: receives for nobody until the peer has ended, or the socket is closed. */
    void dropAll() {
        Block into = Block.take();
        try {
            into.name(0, 0, messageSize);
            int count = 1;
            while (count > 0 && handle.enter()) {
                try {
                    count = Winsock.receive(handle.number(), into, 1);
                } finally {
                    handle.exit();
                }
            }
        } finally {
            into.give();
        }
    }

    private void wake() {
        ParkedWaiter reader;
        lock.lock();
        try {
            reader = waiter;
        } finally {
            lock.unlock();
        }
        if (reader != null) {
            reader.wake();
        }
    }

    @Override
    public boolean expect(ParkedWaiter reader) {
        lock.lock();
        try {
            waiter = reader;
            // Where nothing is under way there is nothing to wait for: the next read sees to it.
            return receiving && !closed && !ended;
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
