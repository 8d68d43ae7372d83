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
    private boolean watched; // guarded by lock
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
        boolean watch;
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
            watch = !watched;
            watched = true;
        } finally {
            lock.unlock();
        }
        start(watch);
        return null;
    }

    private void start(boolean watch) throws IOException {
        boolean started = false;
        try {
            HelperThreads.start(threads, handle, "accept", this::acceptOne);
            started = true;
        } finally {
            if (!started) {
                came(null, null);
            }
            if (watch) {
                unwanted.watch();
            }
        }
    }

    /** On a helper thread. */
    private void acceptOne() {
        byte[] peer = new byte[Windows.SOCKADDR_HV_SIZE];
        while (handle.enter()) {
            long accepted;
            try {
                accepted = Winsock.accept(handle.number(), peer);
            } finally {
                handle.exit();
            }
            if (accepted >= 0) {
                HvsockAddress remote = new HvsockAddress(Windows.partition(peer), Windows.service(peer));
                SocketHandle socket = new SocketHandle(accepted, remote);
                came(new HypervSocket(socket, local, remote, options, threads), null);
                return;
            }
            int number = (int) -accepted;
            if (WinError.isCancelled(number) || handle.isClosing()) {
                break;
            }
            if (number != WinError.WSAECONNRESET && number != WinError.WSAECONNABORTED) {
                came(null, WinFailures.accept(local, number));
                return;
            }
            // A connection that ended before it was taken is no trouble of the listener's.
        }
        came(null, null);
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
        if (late && socket != null) {
            socket.abort();
        }
        if (acceptor != null) {
            acceptor.wake();
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
            watched = accepting && !closed;
            return watched;
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
        handle.close();
        if (left != null) {
            left.abort();
        }
        if (acceptor != null) {
            acceptor.wake();
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
