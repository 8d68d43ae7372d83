package io.hvflow.hvsock.windows;

import io.hvflow.FlowOptions;
import io.hvflow.HvsockAddress;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: a helper thread is in connect(), the caller waits for it, or gives up and has it cancelled. */
final class Attempt {
    private final SocketHandle handle;
    private final byte[] name;
    private final Thread caller = Thread.currentThread();

    /** What connect() returned; null as long as it has not. */
    private volatile @Nullable Integer outcome;

    Attempt(SocketHandle handle, byte[] name) {
        this.handle = handle;
        this.name = name;
    }

    /** Returns 0 when connected, or the error number. */
    int run(HvsockAddress address, FlowOptions options, Executor threads, long deadline) throws IOException {
        HelperThreads.start(threads, handle, "connect", this::connect);
        while (true) {
            Integer came = outcome;
            if (came != null) {
                return -came;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("connect " + address + ": interrupted while waiting");
            }
            if (deadline == Waiter.NEVER) {
                LockSupport.park(this);
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw WinFailures.late(address, options.connectTimeout());
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void connect() {
        int returned = -WinError.ERROR_OPERATION_ABORTED;
        if (handle.enter()) {
            try {
                returned = Winsock.connect(handle.number(), name);
            } finally {
                handle.exit();
            }
        }
        outcome = returned;
        LockSupport.unpark(caller);
    }
}
