package io.hvflow.hvsock.windows;

import io.hvflow.FlowOptions;
import io.hvflow.HvsockAddress;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A listening AF_HYPERV socket. An accept that finds nobody has a helper thread wait for one connection, which the next accept
 * takes, whoever accepts.
 */
final class HypervListener implements ListenSocket, ParkedWaiter.Source {
    /** How long closing waits for the system to let a blocked accept go, so that the address is free when it returns. */
    private static final long PATIENCE = 1_000_000_000;

    private final SocketHandle handle;
    private final HvsockAddress local;
    private final FlowOptions options;
    private final Executor threads;
    private final Waiting waiting = new HelperWaiting(this, this, Runnable::run);
    private final Unwanted unwanted;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean accepting; // guarded by lock
    private boolean asked; // guarded by lock: since somebody last looked
    private boolean closed; // guarded by lock
    private @Nullable StreamSocket next; // guarded by lock: came, and nobody has taken it yet
    private @Nullable IOException failure; // guarded by lock: came, and nobody has been told yet
    private @Nullable ParkedWaiter waiter; // guarded by lock

    HypervListener(SocketHandle handle, HvsockAddress local, FlowOptions options) {
        this.handle = handle;
        this.local = local;
        this.options = options;
        this.threads = HelperThreads.of(options);
        this.unwanted = new Unwanted(handle, this::lasts, this::wanted);
    }

    @Override
    public @Nullable StreamSocket accept() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw WinFailures.closed("accept", local);
            }
            StreamSocket came = next;
            if (came != null) {
                next = null;
                return came;
            }
            IOException told = failure;
            if (told != null) {
                failure = null;
                throw told;
            }
            asked = true;
            if (accepting) {
                return null;
            }
            accepting = true;
        } finally {
            lock.unlock();
        }
        start();
        return null;
    }

    private void start() throws IOException {
        boolean started = false;
        try {
            HelperThreads.start(threads, handle, "accept", this::acceptOne);
            started = true;
        } finally {
            if (!started) {
                came(null, null);
            }
        }
        unwanted.watch();
    }

    /** On a helper thread. Whatever is thrown, the listener goes on, and nothing stays open. */
    private void acceptOne() {
        SocketHandle accepted = null;
        StreamSocket socket = null;
        IOException trouble = null;
        try {
            accepted = new SocketHandle(local);
            byte[] peer = new byte[Windows.SOCKADDR_HV_SIZE];
            int number = accept(accepted, peer);
            if (number == 0) {
                HvsockAddress remote = new HvsockAddress(Windows.partition(peer), Windows.service(peer));
                socket = new HypervSocket(accepted, local, remote, options, threads);
            } else if (!WinError.isCancelled(number) && !handle.isClosing()) {
                trouble = WinFailures.accept(local, number);
            }
        } finally {
            try {
                if (socket == null && accepted != null) {
                    accepted.close();
                }
            } finally {
                came(socket, trouble);
            }
        }
    }

    /** Returns 0, or the error number. */
    private int accept(SocketHandle accepted, byte[] peer) {
        while (handle.enter()) {
            int number;
            try {
                number = -Winsock.accept(handle.number(), accepted, peer);
            } finally {
                handle.exit();
            }
            // A connection that ended before it was taken is no trouble of the listener's.
            if (number != WinError.WSAECONNRESET && number != WinError.WSAECONNABORTED) {
                return number;
            }
        }
        return WinError.ERROR_OPERATION_ABORTED;
    }

    private void came(@Nullable StreamSocket socket, @Nullable IOException trouble) {
        ParkedWaiter acceptor;
        boolean late;
        lock.lock();
        try {
            accepting = false;
            late = closed;
            if (!late) {
                next = socket;
                failure = trouble;
            }
            acceptor = waiter;
        } finally {
            lock.unlock();
        }
        try {
            if (late && socket != null) {
                socket.abort();
            }
        } finally {
            if (acceptor != null) {
                acceptor.wake();
            }
        }
    }

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
            return accepting && !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        StreamSocket left;
        ParkedWaiter acceptor;
        lock.lock();
        try {
            closed = true;
            left = next;
            next = null;
            acceptor = waiter;
        } finally {
            lock.unlock();
        }
        try {
            handle.close();
        } finally {
            try {
                if (left != null) {
                    left.abort();
                }
            } finally {
                if (acceptor != null) {
                    acceptor.wake();
                }
            }
        }
        handle.awaitFreed(PATIENCE);
    }

    @Override
    public HvsockAddress localAddress() {
        return local;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public boolean expect(ParkedWaiter acceptor) {
        lock.lock();
        try {
            waiter = acceptor;
            return accepting && !closed;
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

    @Override
    public String toString() {
        return "listening at " + local;
    }
}
