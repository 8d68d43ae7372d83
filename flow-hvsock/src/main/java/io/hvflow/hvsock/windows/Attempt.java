package io.hvflow.hvsock.windows;

import io.hvflow.FlowOptions;
import io.hvflow.HvsockAddress;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** One attempt to connect: a helper thread is in connect(), the caller waits for it, or gives up and has it cancelled. */
final class Attempt {
    private final SocketHandle handle;
    private final byte[] name;
    private final Thread caller = Thread.currentThread();

    /** What connect() returned, or that it could not be called; written before {@link #over}. */
    private int outcome = -WinError.ERROR_OPERATION_ABORTED;

    private volatile boolean over;

    Attempt(SocketHandle handle, byte[] name) {
        this.handle = handle;
        this.name = name;
    }

    /** Returns 0 when connected, or the error number. */
    int run(HvsockAddress address, FlowOptions options, Executor threads, long deadline) throws IOException {
        HelperThreads.start(threads, handle, "connect", this::connect);
        while (true) {
            if (over) {
                return -outcome;
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

    /** On a helper thread. Whatever is thrown, the caller does not wait for it. */
    private void connect() {
        try {
            if (handle.enter()) {
                try {
                    outcome = Winsock.connect(handle.number(), name);
                } finally {
                    handle.exit();
                }
            }
        } finally {
            over = true;
            LockSupport.unpark(caller);
        }
    }
}
