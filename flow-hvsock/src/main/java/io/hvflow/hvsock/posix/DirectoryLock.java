package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock of a directory for those who take over stale socket files in it: flock(2), which the system gives back when
 * the process ends, and which leaves no file. It is held for moments, so the wait for it is bounded.
 */
final class DirectoryLock implements AutoCloseable {
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private int number = -1;

    private DirectoryLock() {}

    /** Locks the directory in which the file is. */
    static DirectoryLock of(FlowAddress address, Path file) throws IOException {
        Path parent = file.getParent();
        Path directory = parent == null ? Path.of(".") : parent;
        byte[] name = FileNames.bytes(directory);
        DirectoryLock lock = new DirectoryLock();
        boolean locked = false;
        try {
            lock.number = SocketCalls.openFile(name);
            if (lock.number < 0) {
                throw new FlowAddressException(
                        "listen",
                        address,
                        "to take over a stale file takes read permission on " + directory,
                        Errno.nativeError(-lock.number));
            }
            await(address, directory, lock.number);
            locked = true;
            return lock;
        } finally {
            if (!locked) {
                lock.close();
            }
        }
    }

    private static void await(FlowAddress address, Path directory, int number) throws IOException {
        long start = System.nanoTime();
        while (true) {
            int outcome = SocketCalls.lock(number);
            if (outcome == 0) {
                return;
            }
            if (outcome != -Errno.EAGAIN && outcome != -Errno.EINTR) {
                throw Failures.other("lock the directory of", address, -outcome);
            }
            if (System.nanoTime() - start >= LONGEST_WAIT) {
                throw new FlowAddressException(
                        "listen",
                        address,
                        "another process has locked " + directory + ", as for taking over a stale file; try again",
                        Errno.nativeError(-outcome));
            }
            LockSupport.parkNanos(DirectoryLock.class, PAUSE);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("listen " + address + ": interrupted while waiting for a lock");
            }
        }
    }

    /** The system gives the lock back with the number. */
    @Override
    public void close() {
        if (number >= 0) {
            Descriptor.closeNumber(number);
        }
    }
}
